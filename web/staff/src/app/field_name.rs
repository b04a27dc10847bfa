//! What people call the members of what the API answers.

/// The name of a member at its path: `customer.name` is "Customer name".
pub fn field_name(path: &str) -> String {
    let known = match path.rsplit('.').next().unwrap_or_default() {
        "eta" => "ETA",
        "etd" => "ETD",
        "vin" => "VIN",
        "url" => "URL",
        "external_id" => "External ID",
        "arrival_detail" => "Customs status",
        "event_types" => "Events",
        "show_eta" => "Show estimated arrival",
        "show_photo" => "Show photo",
        "show_progress" => "Show progress tracker",
        "show_notes" => "Show customer notes",
        "allow_subscriptions" => "Let customers subscribe",
        "expires_at" => "Tracking link expires",
        "customer_changed" => "Tracking link was for another customer",
        "photo_ids" => "Photos on the tracking page",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let name = path.replace(['.', '_'], " ");
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_have_the_names_that_people_know() {
        assert_eq!(field_name("eta"), "ETA");
        assert_eq!(field_name("customer.name"), "Customer name");
        assert_eq!(field_name("agreed_sale_price"), "Agreed sale price");
        assert_eq!(field_name("link_defaults.show_eta"), "Show estimated arrival");
        assert_eq!(field_name("tracking_link.photo_ids"), "Photos on the tracking page");
    }
}
