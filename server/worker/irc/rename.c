/*
 * RENAME (IRCv3 draft/channel-rename), by the router's verb rename. A client
 * without the capability sees that it leaves the channel and joins another.
 */
#include "shared/names.h"
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"

/* The reason of a PART if there is none, before the new name. */
#define RENAMED "Channel renamed to #"

static const struct str nothing;

/* The failure words; an error that has none here is a numeric. */
static const struct {
	enum code code;
	struct str word;
} failures[] = {
	{ CODE_EXISTS, LIT("CHANNEL_NAME_IN_USE") },
	{ CODE_NOT_ALLOWED, LIT("CANNOT_RENAME") },
	{ CODE_UNAVAILABLE, LIT("CANNOT_RENAME") },
	{ CODE_SLOW_DOWN, LIT("CANNOT_RENAME") },
};

static bool
find_failure(enum code code, struct str *word)
{
	for (size_t i = 0; i < COUNT(failures); i++)
		if (failures[i].code == code) {
			*word = failures[i].word;
			return true;
		}
	return false;
}

/* Writes FAIL RENAME CODE OLD NEW :text, or a numeric, about "OLD NEW". */
static void
rename_fail(struct irc *irc, enum code code, struct str about, struct str text)
{
	struct str new = about, word;
	const struct str old = irc_word(str_word(&new));
	struct irc_about room;

	if (find_failure(code, &word))
		irc_fail_about(irc, STR("RENAME"), word,
		    IRC_ABOUT(&room, old, irc_word(new)), text);
	else
		irc_error_saying(irc, IRC_ASKS_RENAME, code, about, text);
}

/* Handles RENAME OLD NEW [:REASON]. A bad reason is left out. */
enum irc_done
irc_rename(struct irc *irc, const struct irc_line *line)
{
	const struct str old = irc_group(line->param[0]);
	const struct str new = irc_group(line->param[1]);
	struct irc_about room;
	const struct str of = IRC_ABOUT(&room, line->param[0], line->param[1]);
	enum code code;

	if (!irc_is_group(old)) {
		irc_error(irc, IRC_ASKS_RENAME, CODE_NO_SUCH_GROUP, of);
		return IRC_DONE;
	}
	if (!irc_is_group(new)) {
		rename_fail(irc, CODE_NOT_ALLOWED, of,
		    STR("That is not a valid name for a channel"));
		return IRC_DONE;
	}
	code = IRC_ASK(irc, IRC_ASKS_RENAME, of, STR("rename"), old, new,
	    irc_shown(line->param[2], LIMIT_TOPIC));
	if (code != CODE_OK)
		(void)IRC_ASK(irc, IRC_ASKS_RENAME, of, STR("rename"), old,
		    new); /* always valid */
	return IRC_DONE;
}

/* Takes the event or an error. */
void
irc_hear_rename(struct irc *irc, const struct command *said)
{
	enum code code = CODE_UNAVAILABLE;

	if (said->rule->verb != VERB_ERR) {
		irc_event(irc, said, true);
		return;
	}
	(void)code_find(said->arg[1], &code);
	rename_fail(irc, code, irc->ask->word, said->arg[2]);
}

/*
 * Asks for what a client is shown after a JOIN, without changing what is known
 * of a line in progress. If there is no room to ask, the client can.
 */
static void
ask_state(struct irc *irc, struct str group)
{
	const bool has_asked = irc->has_asked;
	char room[1 + LIMIT_GROUP];
	struct buf channel;

	buf_init(&channel, room, sizeof(room));
	(void)BUF_CAT(&channel, STR("#"), group); /* fits */
	if (!conn_may_ask(irc->conn))
		return;
	(void)IRC_ASK(irc, IRC_ASKS_RENAMED_TOPIC, buf_str(&channel),
	    STR("topic"), group); /* always valid, as the next one */
	if (!irc_can(irc, CAP_NO_IMPLICIT_NAMES))
		(void)IRC_ASK(irc, IRC_ASKS_NAMES, buf_str(&channel),
		    STR("names"), group);
	irc->has_asked = has_asked;
}

/* Shows it to a client that does not know of new names. */
static void
show_move(struct irc *irc, const struct command *said)
{
	const struct str old = said->arg[1], new = said->arg[3];
	const struct str account = IRC_STR(irc->playback.account);
	char room[IRC_MASK];
	struct irc_source self = {
		.actor = irc_self(irc, room), .id = said->arg[0], .part = 1
	};

	irc_out_begin(irc, &self);
	OUT(irc, STR("PART #"), old, STR(" :"));
	if (said->count > 4)
		OUT(irc, said->arg[4]);
	else
		OUT(irc, STR(RENAMED), new);
	irc_out_end(irc);
	self.part++;
	irc_out_begin(irc, &self);
	OUT(irc, STR("JOIN #"), new);
	if (irc_can(irc, CAP_EXTENDED_JOIN))
		OUT(irc, STR(" "), account.len > 0 ? account : STR("*"),
		    STR(" :"),
		    irc->registration.real.len > 0 ?
			IRC_STR(irc->registration.real) :
			irc_nick(irc));
	irc_out_end(irc);
	ask_state(irc, new);
}

void
irc_show_rename(struct irc *irc, const struct command *said)
{
	const bool is_server =
	    str_eq(irc_actor(said->arg[2]).name, STR(NAME_OPERATOR));
	const struct irc_source source = { .actor = is_server ? nothing :
								said->arg[2],
		.id = said->arg[0],
		.part = 1 };

	if (!irc_can(irc, CAP_CHANNEL_RENAME)) {
		show_move(irc, said);
		return;
	}
	OUT_LINE(irc, &source, STR("RENAME #"), said->arg[1], STR(" #"),
	    said->arg[3], STR(" :"), said->count > 4 ? said->arg[4] : nothing);
}
