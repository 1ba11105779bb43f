/* The commands /ignore and /unignore: see ignoring.h. */
#include "person/ignoring.h"

#include "person/chat_set.h"
#include "person/chat_state.h"
#include "session/ignore.h"
#include "session/settings.h"
#include "session/settings_file.h"
#include "shared/mask.h"

#define MINUTE (60 * SEC)

/* The longest time, in days. */
#define DAYS 365

/* Room for a sentence about an entry. */
#define SENTENCE_ROOM (IGNORE_PATTERN + 64)

/* Returns the time that "90s", "10m", "2h" or "3d" names; 0 for none. */
static usec
read_time(struct str word)
{
	static const struct {
		char unit;
		unsigned seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	uint64_t number;

	if (word.len < 2)
		return 0;
	const char unit = word.at[word.len - 1];
	for (size_t i = 0; i < COUNT(units); i++)
		if (units[i].unit == unit &&
		    str_to_number((struct str) { word.at, word.len - 1 },
			(uint64_t)DAYS * 86400 / units[i].seconds, &number))
			return (usec)(number * units[i].seconds) * SEC;
	return 0;
}

static void
show_ignored(struct chat *chat)
{
	struct str pattern;

	if (ignore_at(0).len == 0)
		CHAT_REMARK(chat, STR("nobody is ignored"));
	for (size_t i = 0; (pattern = ignore_at(i)).len > 0; i++) {
		const usec left = ignore_left(i);
		CHAT_REMARK(chat, STR("ignored: "), pattern,
		    left > 0 ? STR(", minutes left: ") : STR(""),
		    left > 0 ? DECIMAL((uint64_t)(left / MINUTE) + 1) :
			       STR(""));
	}
}

/* Ignores somebody for some time, which is not saved. */
static void
ignore_for(struct chat *chat, struct str pattern, usec lasts)
{
	const char *wrong = ignore_add_until(pattern, clock_mono() + lasts);

	if (wrong != NULL) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, pattern, STR(": "), str_from(wrong));
		return;
	}
	chat_settings_changed(chat);
	CHAT_REMARK(
	    chat, STR("ignoring "), pattern, STR(" for a while (not saved)"));
}

/* Returns the pattern, which no more than fits, as a C string. */
static const char *
string_of(char room[IGNORE_PATTERN + 2], struct str pattern)
{
	const size_t len =
	    pattern.len <= IGNORE_PATTERN ? pattern.len : IGNORE_PATTERN + 1;

	memcpy(room, pattern.at, len);
	room[len] = '\0';
	return room;
}

static void
tell(struct chat *chat, struct str before, struct str pattern,
    struct str behind, bool kept, const struct error *why)
{
	char memory[SENTENCE_ROOM];
	struct buf said;

	buf_init(&said, memory, sizeof(memory));
	(void)BUF_CAT(&said, before, pattern, behind); /* it fits */
	chat_set_tell(chat, buf_str(&said), kept, why);
}

void
ignoring_ignore(struct chat *chat, struct str rest)
{
	char entry[IGNORE_PATTERN + 2];
	struct error why;

	if (rest.at == NULL) {
		show_ignored(chat);
		return;
	}
	const struct str pattern = str_word(&rest);
	rest = str_strip(rest);
	if (str_begins(pattern, STR("#"))) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("to mute a group, type /mute "), pattern);
		return;
	}
	if (rest.len > 0 && read_time(rest) == 0) {
		CHAT_TELL(chat, REMARK_MISTAKE, rest,
		    STR(" is no time: type 90s, 10m, 2h or 3d, up to 365d"));
		return;
	}
	if (rest.len > 0) {
		ignore_for(chat, pattern, read_time(rest));
		return;
	}
	settings_choose(chat->options.server);
	const char *wrong = settings_set("ignore", string_of(entry, pattern));
	if (wrong != NULL) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, STR("ignore: "), str_from(wrong));
		return;
	}
	chat_settings_changed(chat);
	const bool kept = settings_keep("ignore", entry, &why);
	tell(chat, STR("ignoring "), pattern, STR(""), kept, &why);
}

void
ignoring_unignore(struct chat *chat, struct str rest)
{
	char entry[IGNORE_PATTERN + 2];
	const struct str wanted = str_strip(rest);
	bool timed = false;
	struct str pattern;
	size_t i;
	struct error why;

	for (i = 0; (pattern = ignore_at(i)).len > 0; i++)
		if (str_caseeq(pattern, wanted))
			timed = ignore_left(i) > 0;
	settings_choose(chat->options.server);
	if (settings_drop("ignore", string_of(entry, wanted))) {
		chat_settings_changed(chat);
		if (timed) {
			CHAT_REMARK(chat, wanted, STR(" is no longer ignored"));
			return;
		}
		const bool kept = settings_forget("ignore", entry, &why);
		tell(chat, STR(""), wanted, STR(" is no longer ignored"), kept,
		    &why);
		return;
	}
	for (i = 0; (pattern = ignore_at(i)).len > 0; i++)
		if (mask_matches(pattern, wanted)) {
			CHAT_TELL(chat, REMARK_MISTAKE, pattern,
			    STR(" is ignored: /unignore "), pattern);
			return;
		}
	CHAT_TELL(
	    chat, REMARK_MISTAKE, wanted, STR(" is not ignored; see /ignore"));
}
