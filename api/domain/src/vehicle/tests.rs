//! Fields, changes and moves of vehicles.

use shared::money::MoneyUpdate;
use shared::vehicle::{MileageUnit, MileageUpdate};

use shared::eta::EtaReason;

use super::*;

fn vehicle() -> VehicleFields {
    let new = NewVehicle { year: 2021, make: "Toyota".into(), model: "Land Cruiser".into(), ..NewVehicle::default() };
    VehicleFields::create(new).unwrap()
}

fn step(stage: Stage) -> StageMove {
    StageMove {
        stage,
        vessel: Patch::Absent,
        etd: Patch::Absent,
        eta: Patch::Absent,
        eta_reason: None,
        eta_remark: None,
        arrived_on: Patch::Absent,
        arrival_detail: Patch::Absent,
    }
}

#[test]
fn every_move_is_allowed_or_names_those_that_are() {
    for from in Stage::ALL {
        for to in Stage::ALL {
            let result = VehicleFields { stage: from, ..vehicle() }.move_to(step(to));
            match result {
                Ok(moved) => assert!((from == to || from.allowed_moves().contains(&to)) && moved.stage == to),
                Err(error) => assert_eq!(error, StageMoveError::NotAllowed(from.allowed_moves())),
            }
        }
    }
}

#[test]
fn the_arrival_detail_ends_with_its_stage() {
    let arrived = vehicle()
        .move_to(StageMove { arrival_detail: Patch::Value(ArrivalDetail::Customs), ..step(Stage::Arrived) })
        .unwrap();
    assert_eq!(arrived.arrival_detail, Some(ArrivalDetail::Customs));
    assert_eq!(arrived.move_to(step(Stage::Preparation)).unwrap().arrival_detail, None);
}

#[test]
fn a_move_can_be_repeated() {
    let day = |text| Patch::Value(CivilDate::parse(text).unwrap());
    let steps = [
        step(Stage::InTransit),
        StageMove { vessel: Patch::Value("Morning Calm".into()), ..step(Stage::InTransit) },
        StageMove { eta: day("2030-06-20"), eta_reason: Some(EtaReason::Weather), ..step(Stage::InTransit) },
        step(Stage::Arrived),
        StageMove {
            arrived_on: day("2030-06-21"),
            arrival_detail: Patch::Value(ArrivalDetail::Customs),
            ..step(Stage::Arrived)
        },
        step(Stage::Preparation),
        step(Stage::SaleReady),
        step(Stage::SoldDelivered),
    ];
    let mut vehicle = vehicle();
    for step in steps {
        let moved =
            VehicleFields { eta_explanation: EtaExplanation::default(), ..vehicle.move_to(step.clone()).unwrap() };
        assert_eq!(moved.clone().move_to(step.clone()).unwrap(), moved, "{step:?}");
        // What others have set in the meantime stays.
        let only_the_stage = self::step(step.stage);
        assert_eq!(moved.clone().move_to(only_the_stage).unwrap(), moved, "{step:?}");
        vehicle = moved;
    }
    // A repetition that says more is a change, as PATCH is.
    let wrong = StageMove { vessel: Patch::Value("Ever Given".into()), ..step(Stage::SoldDelivered) };
    assert!(matches!(vehicle.move_to(wrong), Err(StageMoveError::Invalid(errors)) if errors.len() == 1));
}

#[test]
fn what_does_not_belong_to_a_move_is_refused() {
    let wrong = StageMove { vessel: Patch::Value("Ever Given".into()), ..step(Stage::Arrived) };
    assert!(matches!(vehicle().move_to(wrong), Err(StageMoveError::Invalid(errors)) if errors.len() == 1));
}

#[test]
fn a_reason_belongs_to_a_move_of_the_eta() {
    let day = |text| Patch::Value(CivilDate::parse(text).unwrap());
    let change = |eta, reason| VehicleUpdate { eta, eta_reason: reason, ..VehicleUpdate::default() };
    let (weather, vehicle) = (Some(EtaReason::Weather), vehicle().update(change(day("2026-05-06"), None)).unwrap());
    let moved = vehicle.clone().update(change(day("2026-05-14"), weather)).unwrap();
    assert_eq!(moved.eta_explanation.reason, weather);
    assert_eq!(vehicle.clone().update(change(Patch::Null, weather)).unwrap().eta_explanation.reason, weather);
    for stays in [Patch::Absent, day("2026-05-06")] {
        let errors = vehicle.clone().update(change(stays, weather)).unwrap_err();
        assert_eq!((errors.len(), errors[0].pointer.as_str()), (1, "/eta_reason"));
    }
    let arrived = StageMove { eta_reason: weather, ..step(Stage::Arrived) };
    assert!(matches!(vehicle.clone().move_to(arrived), Err(StageMoveError::Invalid(errors)) if errors.len() == 1));
    let sailed = StageMove { eta: day("2026-05-14"), eta_reason: weather, ..step(Stage::InTransit) };
    assert_eq!(vehicle.clone().move_to(sailed).unwrap().eta_explanation.reason, weather);
    let replacement = |eta| NewVehicle {
        year: 2021,
        make: "Toyota".into(),
        model: "Land Cruiser".into(),
        eta: CivilDate::parse(eta),
        eta_reason: weather,
        ..NewVehicle::default()
    };
    let replaced = vehicle.replace(replacement("2026-05-14")).unwrap();
    assert_eq!(replaced.eta_explanation.reason, weather);
    assert_eq!(
        replaced.replace(replacement("2026-05-14")).unwrap().eta_explanation.reason,
        None,
        "a repetition is no move"
    );
}

#[test]
fn a_part_of_a_mileage_or_a_price_is_merged_with_the_rest() {
    let mileage = |value, unit| Patch::Value(MileageUpdate { value, unit });
    let price = |amount_minor, currency: Option<&str>| {
        Patch::Value(MoneyUpdate { amount_minor, currency: currency.map(str::to_owned) })
    };
    let change = |mileage, agreed_sale_price| VehicleUpdate { mileage, agreed_sale_price, ..VehicleUpdate::default() };
    let errors = vehicle().update(change(mileage(Some(1), None), price(None, Some("EUR")))).unwrap_err();
    let pointers: Vec<_> = errors.iter().map(|error| (error.pointer.as_str(), error.code)).collect();
    let required = FieldErrorCode::Required;
    assert_eq!(pointers, [("/mileage/unit", required), ("/agreed_sale_price/amount_minor", required)]);
    let whole = change(mileage(Some(9), Some(MileageUnit::Km)), price(Some(5), Some("EUR")));
    let vehicle = vehicle().update(whole).unwrap();
    let changed = vehicle.clone().update(change(mileage(Some(10), None), price(None, Some("JPY")))).unwrap();
    assert_eq!(changed.mileage, Some(Mileage { value: 10, unit: MileageUnit::Km }));
    assert_eq!(changed.agreed_sale_price, Some(Money { amount_minor: 5, currency: "JPY".into() }));
    let changed = changed.update(change(mileage(None, Some(MileageUnit::Mi)), price(Some(6), None))).unwrap();
    assert_eq!(changed.mileage, Some(Mileage { value: 10, unit: MileageUnit::Mi }));
    assert_eq!(changed.agreed_sale_price, Some(Money { amount_minor: 6, currency: "JPY".into() }));
    assert_eq!(vehicle.clone().update(change(mileage(None, None), price(None, None))).unwrap(), vehicle);
    assert!(vehicle.clone().update(change(mileage(Some(-1), None), price(Some(-1), None))).unwrap_err().len() == 2);
    let cleared = vehicle.update(change(Patch::Null, Patch::Null)).unwrap();
    assert_eq!((cleared.mileage, cleared.agreed_sale_price), (None, None));
}

#[test]
fn all_errors_are_reported_at_once() {
    let update = VehicleUpdate {
        year: Some(1700),
        make: Some(" ".into()),
        vin: Patch::Value("A B".into()),
        ..VehicleUpdate::default()
    };
    let pointers: Vec<_> = vehicle().update(update).unwrap_err().into_iter().map(|e| e.pointer).collect();
    assert_eq!(pointers, ["/year", "/make", "/vin"]);
}
