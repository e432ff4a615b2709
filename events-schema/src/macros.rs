//! One declaration of an aggregate's events gives the enum, the names, the parser and the list for schemas and fixtures.

/// Declares the event enum of one aggregate from `Variant(Body) = "type.name" version` lines.
macro_rules! events {
    ($(#[$doc:meta])* $name:ident of $kind:ident { $($variant:ident($body:ident) = $type:literal $version:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(untagged)]
        pub enum $name { $($variant($body),)* }

        impl crate::events::Event for $name {
            const KIND: crate::events::AggregateKind = crate::events::AggregateKind::$kind;

            fn event_type(&self) -> &'static str {
                match self { $(Self::$variant(_) => $type,)* }
            }

            fn version(&self) -> u16 {
                match self { $(Self::$variant(_) => $version,)* }
            }

            fn from_stored(
                event_type: &str,
                version: u16,
                payload: &str,
            ) -> Result<Self, crate::events::UnknownEvent> {
                match event_type {
                    $($type => crate::upcast::to_current($type, version, $version, payload).map(Self::$variant),)*
                    other => Err(crate::events::UnknownEvent::Type(other.to_owned())),
                }
            }

            fn wrap(self) -> crate::events::AnyEvent {
                crate::events::AnyEvent::$kind(self)
            }
        }

        impl $name {
            /// Every event of this aggregate: its name, its current version, its JSON Schema.
            pub fn catalogue() -> Vec<crate::codegen::Entry> {
                vec![$(crate::codegen::Entry {
                    event_type: $type,
                    version: $version,
                    schema: schemars::schema_for!($body).into(),
                },)*]
            }
        }

        $(impl From<$body> for $name {
            fn from(body: $body) -> Self {
                Self::$variant(body)
            }
        })*
    };
}

/// Declares the body of one event: a plain record with a closed set of fields.
macro_rules! body {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $type,)* }
    )*};
}

pub(crate) use {body, events};
