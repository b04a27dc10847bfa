// openapi-generator, `java` with the library `native`. ApiException has the status and the problem. Without
// jackson-databind-nullable a member that is null is not sent, unless a subclass says so.

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.util.HashSet;
import java.util.Set;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.PhotosApi;
import org.openapitools.client.api.PublicApi;
import org.openapitools.client.api.TrackingLinkApi;
import org.openapitools.client.api.VehiclesApi;
import org.openapitools.client.model.Problem;
import org.openapitools.client.model.TrackingLink;
import org.openapitools.client.model.TrackingLinkCreate;
import org.openapitools.client.model.Vehicle;
import org.openapitools.client.model.VehicleCreate;
import org.openapitools.client.model.VehiclePage;
import org.openapitools.client.model.VehicleUpdate;

public class Scenario {
    interface Call {
        Object run() throws ApiException;
    }

    /** Clears the colour: null is sent. */
    static class WithoutColour extends VehicleUpdate {
        @Override
        @JsonProperty("colour")
        @JsonInclude(JsonInclude.Include.ALWAYS)
        public String getColour() {
            return null;
        }
    }

    static void check(boolean holds, Object what) {
        if (!holds) {
            throw new AssertionError(String.valueOf(what));
        }
    }

    /** The problem with which a call is refused. */
    static Problem refused(int status, Call call) throws Exception {
        try {
            call.run();
        } catch (ApiException error) {
            check(error.getCode() == status, error.getMessage());
            return ApiClient.createDefaultObjectMapper().readValue(error.getResponseBody(), Problem.class);
        }
        throw new AssertionError(status + " was expected");
    }

    static VehicleCreate car(int year) {
        return new VehicleCreate().year(year).make("Toyota").model("Land Cruiser").colour("white");
    }

    static String tag(ApiResponse<?> answer) {
        return answer.getHeaders().get("etag").get(0);
    }

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(System.getenv("BASE"));
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + System.getenv("KEY")));
        VehiclesApi vehicles = new VehiclesApi(client);
        TrackingLinkApi links = new TrackingLinkApi(client);

        String first = "ext:java-1";
        for (String id : new String[] {first, "ext:java-2", "ext:java-3"}) {
            check(vehicles.putVehicleWithHttpInfo(id, car(2021), null, null).getStatusCode() == 201, id);
        }
        check(vehicles.putVehicleWithHttpInfo(first, car(2021), null, null).getStatusCode() == 200, first);

        Set<String> seen = new HashSet<>();
        String cursor = null;
        do {
            VehiclePage page = vehicles.listVehicles(null, null, null, null, null, null, null, null, null, null, null, 2, cursor);
            for (Vehicle vehicle : page.getData()) {
                check(seen.add(vehicle.getId()), vehicle);
            }
            cursor = page.getNextCursor();
        } while (cursor != null);
        check(seen.size() >= 3, seen);

        ApiResponse<Vehicle> read = vehicles.getVehicleWithHttpInfo(first, null);
        String tag = tag(read);
        VehicleUpdate update = new WithoutColour().vessel("Morning Calm");
        ApiResponse<Vehicle> changed = vehicles.updateVehicleWithHttpInfo(first, update, tag);
        check(changed.getData().getColour() == null && changed.getData().getVessel().equals("Morning Calm"), changed.getData());
        check(!tag(changed).equals(tag), tag);
        Problem stale = refused(412, () -> vehicles.updateVehicle(first, new VehicleUpdate().colour("red"), tag));
        check(stale.getCode().equals("precondition_failed"), stale);
        check(stale.getVehicle().getId().equals(read.getData().getId()), stale);
        Problem invalid = refused(422, () -> vehicles.putVehicle(first, car(1700), null, null));
        check(invalid.getErrors().get(0).getPointer().equals("/year"), invalid);

        TrackingLink link = links.createTrackingLink(first, "link-java", new TrackingLinkCreate());
        Problem again = refused(409, () -> links.createTrackingLink(first, "another-java", new TrackingLinkCreate()));
        check(again.getCode().equals("tracking_link_exists"), again);
        check(again.getTrackingLink().getUrl().equals(link.getUrl()), again);
        check(new PhotosApi(client).createPhoto(first, new File(System.getenv("PHOTO")), null).getId() != null, "no photo");
        String slug = link.getUrl().substring(link.getUrl().lastIndexOf('/') + 1);
        String title = new PublicApi(client).getPublicTracking(slug).getVehicle().getTitle();
        check(title.equals("2021 Toyota Land Cruiser"), title);
    }
}
