<?php
// openapi-generator, `php`, on Guzzle. The methods ending in WithHttpInfo give status and headers; a member that is set to null
// is sent as null.

declare(strict_types=1);

use OpenAPI\Client\Api\{PhotosApi, PublicApi, TrackingLinkApi, VehiclesApi};
use OpenAPI\Client\{ApiException, Configuration};
use OpenAPI\Client\Model\{TrackingLinkCreate, VehicleCreate, VehicleUpdate};

// Composer's autoloader would do both.
require 'GuzzleHttp/autoload.php';
spl_autoload_register(function (string $class): void {
    $prefix = 'OpenAPI\\Client\\';
    if (str_starts_with($class, $prefix)) {
        require getenv('CLIENT') . '/lib/' . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
    }
});
// Whatever PHP warns of is a fault; what is deprecated is not one yet.
set_error_handler(fn (int $level, string $text, string $file, int $line) => throw new ErrorException($text, 0, $level, $file, $line),
    E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED);

function check(bool $holds, mixed $what): void
{
    if (!$holds) {
        throw new Exception(print_r($what, true));
    }
}

/** The problem with which a call is refused. */
function refused(int $status, callable $call): object
{
    try {
        $call();
    } catch (ApiException $error) {
        check($error->getCode() === $status, $error->getMessage());
        return json_decode($error->getResponseBody());
    }
    throw new Exception("$status was expected");
}

function car(int $year = 2021): VehicleCreate
{
    return new VehicleCreate(['year' => $year, 'make' => 'Toyota', 'model' => 'Land Cruiser', 'colour' => 'white']);
}

$configuration = (new Configuration())->setHost(getenv('BASE'))->setAccessToken(getenv('KEY'));
$vehicles = new VehiclesApi(null, $configuration);
$links = new TrackingLinkApi(null, $configuration);

$first = 'ext:php-1';
foreach ([$first, 'ext:php-2', 'ext:php-3'] as $id) {
    check($vehicles->putVehicleWithHttpInfo($id, car())[1] === 201, $id);
}
check($vehicles->putVehicleWithHttpInfo($first, car())[1] === 200, $first);

$seen = [];
$cursor = null;
do {
    $page = $vehicles->listVehicles(limit: 2, cursor: $cursor);
    foreach ($page->getData() as $vehicle) {
        check(!isset($seen[$vehicle->getId()]), $vehicle);
        $seen[$vehicle->getId()] = true;
    }
    $cursor = $page->getNextCursor();
} while ($cursor !== null);
check(count($seen) >= 3, $seen);

[$read, , $headers] = $vehicles->getVehicleWithHttpInfo($first);
$tag = $headers['etag'][0] ?? $headers['ETag'][0];
$update = (new VehicleUpdate())->setColour(null)->setVessel('Morning Calm');
[$changed, , $headers] = $vehicles->updateVehicleWithHttpInfo($first, $update, $tag);
check($changed->getColour() === null && $changed->getVessel() === 'Morning Calm', $changed);
check(($headers['etag'][0] ?? $headers['ETag'][0]) !== $tag, $tag);
$stale = refused(412, fn () => $vehicles->updateVehicle($first, (new VehicleUpdate())->setColour('red'), $tag));
check($stale->code === 'precondition_failed' && $stale->vehicle->id === $read->getId(), $stale);
$invalid = refused(422, fn () => $vehicles->putVehicle($first, car(1700)));
check($invalid->errors[0]->pointer === '/year', $invalid);

$link = $links->createTrackingLink($first, 'link-php', new TrackingLinkCreate());
$again = refused(409, fn () => $links->createTrackingLink($first, 'another-php', new TrackingLinkCreate()));
check($again->code === 'tracking_link_exists' && $again->tracking_link->url === $link->getUrl(), $again);
$photo = (new PhotosApi(null, $configuration))->createPhoto($first, new SplFileObject(getenv('PHOTO')));
check(str_starts_with($photo->getId(), 'pho_'), $photo);
$view = (new PublicApi(null, $configuration))->getPublicTracking(basename($link->getUrl()));
check($view->getVehicle()->getTitle() === '2021 Toyota Land Cruiser', $view);
