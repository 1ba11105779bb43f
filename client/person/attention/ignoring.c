/* The commands /ignore and /unignore: see ignoring.h. */
#include "person/attention/ignoring.h"

#include "person/attention/entry.h"
#include "person/chat_set.h"
#include "person/chat_state.h"
#include "session/ignore.h"
#include "session/settings.h"
#include "session/settings_file.h"
#include "shared/mask.h"

#define MINUTE (60 * SEC)

/* Room for a sentence about an entry. */
#define SENTENCE_ROOM (IGNORE_ENTRY + 128)

/* irssi's levels that stand for nothing here. */
static const char *const levels[] = { "CTCPS", "CRAP", "DCC", "INVITES",
	"KICKS", "MODES", "SNOTES", "TOPICS", "WALLOPS" };

/* Returns a C string, cut at the length of a line. */
static const char *
string_of(char room[LIMIT_LINE], struct str text)
{
	const size_t len = text.len < LIMIT_LINE ? text.len : LIMIT_LINE - 1;

	memcpy(room, text.at, len);
	room[len] = '\0';
	return room;
}

/*
 * Composes "bot*", "bot* in #tea", "bot* in #tea (private, notices)" or "bot*
 * with "lunch"".
 */
static struct str
describe(struct str entry, char room[SENTENCE_ROOM])
{
	struct ignore_parts parts = ignore_parts(entry);
	struct buf to;

	buf_init(&to, room, SENTENCE_ROOM);
	(void)BUF_CAT(&to, parts.pattern, /* all of it fits, or is refused */
	    parts.group.len > 0 ? STR(" in #") : STR(""), parts.group);
	if (str_eq(parts.kinds, STR("all")))
		parts.kinds.at = NULL;
	for (struct str before = STR(" ("); parts.kinds.at != NULL;
	     before = STR(", ")) {
		(void)BUF_CAT(&to, before, str_cut(&parts.kinds, ','));
		if (parts.kinds.at == NULL)
			(void)BUF_CAT(&to, STR(")"));
	}
	if (parts.text.at != NULL)
		(void)BUF_CAT(&to, STR(" with \""), parts.text, STR("\""));
	return buf_str(&to);
}

/* Composes what is typed for the entry: -except -pattern "a b" bot* #tea. */
static struct str
compose(struct str entry, char room[SENTENCE_ROOM])
{
	struct ignore_parts parts = ignore_parts(entry);
	struct buf to;

	if (str_eq(parts.kinds, STR("all")))
		parts.kinds = STR("");
	buf_init(&to, room, SENTENCE_ROOM);
	if (parts.except)
		(void)BUF_CAT(&to, STR("-except ")); /* all of it fits */
	if (parts.text.at != NULL)
		(void)BUF_CAT(&to, STR("-pattern \""), parts.text, STR("\" "));
	(void)BUF_CAT(&to, parts.pattern,
	    parts.group.len > 0 ? STR(" #") : STR(""), parts.group,
	    parts.kinds.len > 0 ? STR(" ") : STR(""), parts.kinds);
	return buf_str(&to);
}

static void
show_ignored(struct chat *chat)
{
	char room[SENTENCE_ROOM];
	struct str entry;

	if (ignore_at(0).len == 0)
		CHAT_REMARK(chat, STR("nobody is ignored"));
	for (size_t i = 0; (entry = ignore_at(i)).len > 0; i++) {
		const usec left = ignore_left(i);
		CHAT_REMARK(chat,
		    ignore_parts(entry).except ? STR("never ignored: ") :
						 STR("ignored: "),
		    describe(entry, room),
		    left > 0 ? STR(", minutes left: ") : STR(""),
		    left > 0 ? DECIMAL((uint64_t)(left / MINUTE) + 1) :
			       STR(""));
	}
}

/* Refuses a time that is none, which would be taken as a group. */
static bool
refuses_time(struct chat *chat, struct str rest)
{
	const struct str word = entry_bad_time(rest);

	if (word.len == 0)
		return false;
	CHAT_TELL(chat, REMARK_MISTAKE, word,
	    STR(" is no time: type 90s, 10m, 2h or 3d, up to 365d; for a group "
		"of that name, type #"),
	    word);
	return true;
}

/* Refuses an option that there is not, or that lacks its text. */
static bool
refuses_option(struct chat *chat, struct str rest)
{
	const struct str word = entry_bad_option(rest);

	if (word.len == 0)
		return false;
	CHAT_TELL(chat, REMARK_MISTAKE,
	    str_eq(word, STR("-pattern")) ? STR("") : STR("unknown option "),
	    word,
	    str_eq(word, STR("-pattern")) ?
		STR(" takes a text: /ignore -pattern \"good morning\" sara") :
		STR("; /ignore has -pattern TEXT and -except"));
	return true;
}

/* Refuses what is meant for another program, and says what to type instead. */
static bool
refuses(struct chat *chat, struct str rest)
{
	const struct str name = str_word(&rest);

	if (str_begins(name, STR("#"))) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("to mute a group, type /mute "), name);
		return true;
	}
	rest = str_strip(rest);
	const struct str level = str_word(&rest);
	for (size_t i = 0; i < COUNT(levels); i++)
		if (str_eq(level, str_from(levels[i]))) {
			CHAT_TELL(chat, REMARK_MISTAKE, level,
			    STR(" cannot be ignored alone; /ignore "), name,
			    STR(" takes private, public, actions, notices "
				"and presence"));
			return true;
		}
	return false;
}

/* Ignores somebody for some time, which is not saved. */
static void
ignore_for(struct chat *chat, struct str entry, usec lasts)
{
	const char *wrong = ignore_add_until(entry, clock_mono() + lasts);
	char room[SENTENCE_ROOM];
	const struct str shown = describe(entry, room);

	if (wrong != NULL) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, shown, STR(": "), str_from(wrong));
		return;
	}
	chat_settings_changed(chat);
	CHAT_REMARK(chat,
	    ignore_parts(entry).except ? STR("never ignoring ") :
					 STR("ignoring "),
	    shown, STR(" for a while (not saved)"));
}

void
ignoring_ignore(struct chat *chat, struct str rest)
{
	char entry[LIMIT_LINE], room[LIMIT_LINE], text[SENTENCE_ROOM];
	char memory[SENTENCE_ROOM + sizeof("never ignoring ")];
	struct error why;
	struct buf said;
	usec lasts = 0;

	if (rest.at == NULL) {
		show_ignored(chat);
		return;
	}
	if (refuses_option(chat, rest) || refuses(chat, rest) ||
	    refuses_time(chat, rest))
		return;
	settings_choose(chat->options.server);
	rest = entry_of_typed(rest, room, &lasts);
	if (lasts > 0) {
		ignore_for(chat, rest, lasts);
		return;
	}
	const char *wrong = settings_set("ignore", string_of(entry, rest));
	if (wrong != NULL) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, STR("ignore: "), str_from(wrong));
		return;
	}
	chat_settings_changed(chat);
	const bool kept = settings_keep("ignore", entry, &why);
	buf_init(&said, memory, sizeof(memory));
	(void)BUF_CAT(&said,
	    ignore_parts(rest).except ? STR("never ignoring ") :
					STR("ignoring "),
	    describe(rest, text));
	chat_set_tell(chat, buf_str(&said), kept, &why);
}

/*
 * Tells which entries match a name that has no entry of its own, and how to
 * undo them. Returns false if none does.
 */
static bool
tell_ignored(struct chat *chat, struct str wanted)
{
	const struct str name = ignore_parts(wanted).pattern;
	char room[SENTENCE_ROOM];
	bool told = false;
	struct str entry;

	for (size_t i = 0; (entry = ignore_at(i)).len > 0; i++) {
		const struct ignore_parts parts = ignore_parts(entry);
		if (!str_caseeq(parts.pattern, name) &&
		    !mask_matches(parts.pattern, name))
			continue;
		CHAT_TELL(chat, REMARK_MISTAKE, parts.pattern,
		    parts.except ? STR(" is never ignored ") :
				   STR(" is ignored "),
		    parts.group.len > 0 ? STR("in #") : STR("everywhere"),
		    parts.group, STR(": /unignore "), compose(entry, room));
		told = true;
	}
	return told;
}

void
ignoring_unignore(struct chat *chat, struct str rest)
{
	char entry[LIMIT_LINE], room[LIMIT_LINE], text[SENTENCE_ROOM];
	char memory[SENTENCE_ROOM + sizeof(" is no longer an exception")];
	struct error why;
	struct buf said;

	if (refuses_option(chat, rest))
		return;
	settings_choose(chat->options.server);
	rest = entry_of_typed(rest, room, NULL);
	const struct str shown = describe(rest, text);
	if (!settings_drop("ignore", string_of(entry, rest))) {
		if (!tell_ignored(chat, rest))
			CHAT_TELL(chat, REMARK_MISTAKE, shown,
			    STR(" is not ignored; see /ignore"));
		return;
	}
	chat_settings_changed(chat);
	const bool kept = settings_forget("ignore", entry, &why);
	buf_init(&said, memory, sizeof(memory));
	(void)BUF_CAT(&said, shown,
	    ignore_parts(rest).except ? STR(" is no longer an exception") :
					STR(" is no longer ignored"));
	chat_set_tell(chat, buf_str(&said), kept, &why);
}
