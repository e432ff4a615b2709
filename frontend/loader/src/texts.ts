// The few words of the button; the bundler takes only these keys out of the catalogue.

import {
  "loader.ask" as askEn,
  "loader.unread" as unreadEn,
  "loader.write" as writeEn,
} from "../../../shared/locales/en/widget.json";
import {
  "loader.ask" as askRu,
  "loader.unread" as unreadRu,
  "loader.write" as writeRu,
} from "../../../shared/locales/ru/widget.json";

/** The button when somebody is there and when nobody is; what is said before the number of unread messages. */
export const textsOf = (locale: string): [ask: string, write: string, unread: string] =>
  locale === "ru" ? [askRu, writeRu, unreadRu] : [askEn, writeEn, unreadEn];
