//! What staff write to the customer when they send a URL, in each language of the tracking page.

/// The languages of the tracking page (`shared::language::PAGE_LANGUAGES`): tag, own name, subject and sentence.
const LANGUAGES: [(&str, &str, &str, &str); 14] = [
    (
        "en",
        "English",
        "Your vehicle: {car}",
        "Here you can follow your vehicle ({car}) at any time, without an account:",
    ),
    ("ar", "العربية", "سيارتك: {car}", "يمكنك متابعة سيارتك ({car}) هنا في أي وقت ومن دون حساب:"),
    (
        "de",
        "Deutsch",
        "Ihr Fahrzeug: {car}",
        "Hier sehen Sie jederzeit und ohne Anmeldung, wo Ihr Fahrzeug ({car}) ist:",
    ),
    (
        "es",
        "Español",
        "Su vehículo: {car}",
        "Aquí puede seguir su vehículo ({car}) en cualquier momento y sin registrarse:",
    ),
    (
        "fr",
        "Français",
        "Votre véhicule\u{a0}: {car}",
        "Suivez ici votre véhicule ({car}) à tout moment, sans créer de compte\u{a0}:",
    ),
    (
        "it",
        "Italiano",
        "Il suo veicolo: {car}",
        "Qui può seguire il suo veicolo ({car}) in qualsiasi momento, senza registrarsi:",
    ),
    ("ja", "日本語", "お車の状況（{car}）", "お車（{car}）の状況は、登録なしでいつでもこちらからご確認いただけます。"),
    (
        "ko",
        "한국어",
        "고객님의 차량: {car}",
        "고객님의 차량({car}) 진행 상황을 회원 가입 없이 언제든지 여기에서 확인하실 수 있습니다:",
    ),
    ("nl", "Nederlands", "Uw auto: {car}", "Hier kunt u uw auto ({car}) op elk moment volgen, zonder account:"),
    (
        "pl",
        "Polski",
        "Państwa pojazd: {car}",
        "Tutaj mogą Państwo w każdej chwili i bez zakładania konta śledzić swój pojazd ({car}):",
    ),
    (
        "pt",
        "Português",
        "O seu veículo: {car}",
        "Aqui pode acompanhar o seu veículo ({car}) a qualquer momento, sem criar uma conta:",
    ),
    ("sv", "Svenska", "Ditt fordon: {car}", "Här kan du när som helst följa ditt fordon ({car}), utan konto:"),
    ("zh-Hans", "简体中文", "您的车辆：{car}", "您可以随时在此查看您的车辆（{car}）的进度，无需注册："),
    ("zh-Hant", "繁體中文", "您的車輛：{car}", "您可以隨時在此查看您的車輛（{car}）的進度，無須註冊："),
];

/// Tag and own name of each language.
pub(super) fn languages() -> impl Iterator<Item = (&'static str, &'static str)> {
    LANGUAGES.iter().map(|(tag, name, ..)| (*tag, *name))
}

/// A message to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// The subject of an email.
    pub(super) subject: String,
    /// The sentence before the URL.
    pub(super) sentence: String,
}

impl Message {
    /// What is written about a vehicle of this title, in this language, else in English.
    pub(super) fn about(title: &str, language: &str) -> Self {
        let known = LANGUAGES.iter().find(|(tag, ..)| *tag == language).unwrap_or(&LANGUAGES[0]);
        Self { subject: known.2.replace("{car}", title), sentence: known.3.replace("{car}", title) }
    }

    /// The message with its URL, on a line of its own so that every program finds it, and who it is from.
    pub(super) fn with_url(&self, url: &str, organization: &str) -> String {
        format!("{}\n{url}\n\n{organization}", self.sentence)
    }
}

#[cfg(test)]
mod tests {
    use shared::language::PAGE_LANGUAGES;

    use super::*;

    #[test]
    fn there_is_a_message_in_every_language_of_the_page() {
        assert_eq!(languages().map(|(tag, _)| tag).collect::<Vec<_>>(), PAGE_LANGUAGES);
        for (language, name) in languages() {
            let message = Message::about("2021 Mazda MX-5", language);
            assert!(
                message.subject.contains("2021 Mazda MX-5") && message.sentence.contains("2021 Mazda MX-5"),
                "{name}"
            );
            assert!(!message.sentence.contains('{'), "{name}");
            let whole = message.with_url("https://a.example/t/x", "Harbour");
            assert!(whole.lines().any(|line| line == "https://a.example/t/x") && whole.ends_with("Harbour"), "{name}");
        }
        assert_eq!(Message::about("car", "tlh"), Message::about("car", "en"));
    }
}
