//! The vehicles of the demo.

use shared::eta::EtaReason;
use shared::money::Money;
use shared::note::NoteScope::{self, Customer as ForCustomer, Internal};
use shared::stage::{ArrivalDetail, Stage};
use shared::time::{CivilDate, Timestamp};
use shared::vehicle::{Customer, Mileage, MileageUnit};

use super::TIME_ZONE;
use super::days_from;
use domain::vehicle::{EtaExplanation, VehicleFields};
use domain::zone;

/// A vehicle of the demo.
pub(super) struct Car {
    pub(super) fields: VehicleFields,
    pub(super) notes: &'static [(NoteScope, &'static str)],
    pub(super) link: Link,
    pub(super) delay: Option<Delay>,
}

/// How its ETA was moved to where it is now.
pub(super) struct Delay {
    pub(super) before: Option<CivilDate>,
    pub(super) reason: EtaReason,
    pub(super) remark: &'static str,
}

/// Its tracking link.
pub(super) enum Link {
    None,
    ForGood,
    /// The notes came after it, and nobody has opened it since.
    Unread,
    Expired(Timestamp),
}

fn day(now: Timestamp, days: i64) -> Option<CivilDate> {
    zone::civil_date(days_from(now, days), TIME_ZONE)
}

fn car(year: i32, make: &str, model: &str, stage: Stage, customer: Option<(&str, &str)>) -> VehicleFields {
    VehicleFields {
        external_id: None,
        year,
        make: make.into(),
        model: model.into(),
        trim: None,
        colour: None,
        mileage: None,
        vin: None,
        stock_number: None,
        customer: customer.map_or_else(Customer::default, |(name, email)| Customer {
            name: Some(name.into()),
            email: Some(email.into()),
            phone: None,
            language: None,
        }),
        stage,
        arrival_detail: None,
        eta: None,
        eta_explanation: EtaExplanation::default(),
        etd: None,
        vessel: None,
        arrived_on: None,
        agreed_sale_price: None,
    }
}

fn km(value: i64) -> Mileage {
    Mileage { value, unit: MileageUnit::Km }
}

fn eur(amount: i64) -> Money {
    Money { amount_minor: amount * 100, currency: "EUR".into() }
}

/// One vehicle in each stage and a few more, with what is typical for it; the newest last.
pub(super) fn cars(now: Timestamp) -> Vec<Car> {
    let mut cars = arrived(now);
    cars.extend(on_the_way(now));
    cars
}

fn arrived(now: Timestamp) -> Vec<Car> {
    vec![
        Car {
            fields: VehicleFields {
                colour: Some("Gunmetal".into()),
                mileage: Some(km(91_000)),
                stock_number: Some("HI-1031".into()),
                arrived_on: day(now, -40),
                agreed_sale_price: Some(eur(31_500)),
                ..car(2002, "Nissan", "Skyline GT-R", Stage::SoldDelivered, Some(("Mia Brandt", "mia@mail.example")))
            },
            notes: &[(ForCustomer, "Thank you for your trust. Enjoy the drive!")],
            link: Link::Expired(days_from(now, -2)),
            delay: None,
        },
        Car {
            fields: VehicleFields {
                colour: Some("Soul red".into()),
                mileage: Some(km(22_400)),
                stock_number: Some("HI-1036".into()),
                arrived_on: day(now, -21),
                ..car(2022, "Mazda", "MX-5", Stage::SaleReady, Some(("Elif Demir", "elif@mail.example")))
            },
            notes: &[(ForCustomer, "Inspection passed, plates are ordered."), (Internal, "Second key is in the safe.")],
            link: Link::ForGood,
            delay: None,
        },
        Car {
            fields: VehicleFields {
                colour: Some("Forest green".into()),
                mileage: Some(km(120_300)),
                stock_number: Some("HI-1038".into()),
                arrived_on: day(now, -9),
                ..car(1994, "Land Rover", "Defender 90", Stage::Preparation, Some(("Tom Novak", "tom@mail.example")))
            },
            notes: &[
                (ForCustomer, "New tyres are on. The paint will follow next week."),
                (Internal, "Rust under the sill."),
            ],
            link: Link::Unread,
            delay: None,
        },
        Car {
            fields: VehicleFields {
                colour: Some("Midnight blue".into()),
                mileage: Some(km(64_800)),
                stock_number: Some("HI-1040".into()),
                arrival_detail: Some(ArrivalDetail::Customs),
                arrived_on: day(now, -2),
                ..car(2019, "Lexus", "LC 500", Stage::Arrived, Some(("Sara Lindqvist", "sara@mail.example")))
            },
            notes: &[(ForCustomer, "Your car is in Bremerhaven. Customs usually takes three to five days.")],
            link: Link::ForGood,
            delay: None,
        },
    ]
}

fn on_the_way(now: Timestamp) -> Vec<Car> {
    let land_cruiser = VehicleFields {
        trim: Some("GX 2.8 D-4D".into()),
        colour: Some("Pearl white".into()),
        mileage: Some(km(48_200)),
        vin: Some("JTEBR3FJ10K212345".into()),
        stock_number: Some("HI-1042".into()),
        eta: day(now, 12),
        etd: day(now, -24),
        vessel: Some("Morning Lily".into()),
        agreed_sale_price: Some(eur(54_900)),
        ..car(2021, "Toyota", "Land Cruiser", Stage::InTransit, Some(("Jonas Keller", "jonas.keller@mail.example")))
    };
    vec![
        Car {
            fields: VehicleFields {
                colour: Some("Silver".into()),
                stock_number: Some("HI-1041".into()),
                eta: day(now, -3),
                etd: day(now, -41),
                vessel: Some("Höegh Trident".into()),
                ..car(2020, "Toyota", "Alphard", Stage::InTransit, Some(("Chen Wei", "chen@mail.example")))
            },
            notes: &[(Internal, "The shipping line will announce a new date tomorrow.")],
            link: Link::ForGood,
            delay: None,
        },
        Car {
            fields: VehicleFields {
                stock_number: Some("HI-1044".into()),
                ..car(2023, "Ford", "Mustang Mach 1", Stage::Purchased, None)
            },
            notes: &[(Internal, "Auction invoice is paid.")],
            link: Link::None,
            delay: None,
        },
        Car {
            fields: VehicleFields {
                colour: Some("Oxford white".into()),
                stock_number: Some("HI-1043".into()),
                eta: day(now, 4),
                etd: day(now, -17),
                vessel: Some("Atlantic Star".into()),
                ..car(2021, "Ford", "F-150", Stage::InTransit, Some(("Paul Roth", "paul@mail.example")))
            },
            notes: &[],
            link: Link::None,
            delay: None,
        },
        Car {
            fields: land_cruiser,
            notes: &[
                (Internal, "Buyer asked for a tow bar; quote sent."),
                (ForCustomer, "Your car has passed the export inspection in Yokohama."),
                (ForCustomer, "Loaded on board Morning Lily. The crossing takes about five weeks."),
            ],
            link: Link::ForGood,
            delay: Some(Delay {
                before: day(now, 6),
                reason: EtaReason::VesselDelayed,
                remark: "The ship waits for a berth in Singapore.",
            }),
        },
    ]
}
