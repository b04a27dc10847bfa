//! Which fields a change concerns, as people call them.

use super::VehicleFields;

impl VehicleFields {
    /// The names of the fields that differ from these, but for stage and ETA, which the audit log tells in full. Names only: what stood
    /// in a field may be personal, and the log is never changed.
    pub fn changed_since(&self, before: &Self) -> Vec<&'static str> {
        let Self {
            external_id,
            year,
            make,
            model,
            trim,
            colour,
            mileage,
            vin,
            stock_number,
            customer,
            stage: _,
            arrival_detail,
            eta: _,
            eta_explanation: _,
            etd,
            vessel,
            arrived_on,
            agreed_sale_price,
        } = self;
        let fields = [
            (*year != before.year, "year"),
            (*make != before.make, "make"),
            (*model != before.model, "model"),
            (*trim != before.trim, "trim"),
            (*colour != before.colour, "colour"),
            (*mileage != before.mileage, "mileage"),
            (*vin != before.vin, "VIN"),
            (*stock_number != before.stock_number, "stock number"),
            (*external_id != before.external_id, "external ID"),
            (customer.name != before.customer.name, "customer's name"),
            (customer.email != before.customer.email, "customer's email address"),
            (customer.phone != before.customer.phone, "customer's phone number"),
            (customer.language != before.customer.language, "customer's language"),
            (*vessel != before.vessel, "vessel"),
            (*etd != before.etd, "ETD"),
            (*arrived_on != before.arrived_on, "arrival date"),
            (*arrival_detail != before.arrival_detail, "customs status"),
            (*agreed_sale_price != before.agreed_sale_price, "agreed sale price"),
        ];
        fields.into_iter().filter(|(differs, _)| *differs).map(|(_, name)| name).collect()
    }
}
