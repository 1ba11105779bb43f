/* The tables of commands and answers: see commands.h. */
#include "worker/irc/commands.h"

#include "shared/text/utf8.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/account.h"
#include "worker/irc/capabilities.h"
#include "worker/irc/channel.h"
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/line.h"
#include "worker/irc/list.h"
#include "worker/irc/markread.h"
#include "worker/irc/message.h"
#include "worker/irc/metadata.h"
#include "worker/irc/modes.h"
#include "worker/irc/oper.h"
#include "worker/irc/out.h"
#include "worker/irc/presence.h"
#include "worker/irc/registration.h"
#include "worker/irc/server.h"
#include "worker/irc/services.h"
#include "worker/irc/session.h"
#include "worker/irc/who.h"

enum when { ALWAYS, BEFORE, AFTER };

#define ROW(word, least, when, local, run)         \
	{                                          \
		STR(word), least, when, local, run \
	}

static const struct row {
	struct str word;
	size_t least; /* parameters needed */
	enum when when; /* whether it needs a name, or none */
	bool local; /* answered here, after all earlier answers */
	enum irc_done (*run)(struct irc *irc, const struct irc_line *line);
} rows[] = {
	ROW("PRIVMSG", 0, AFTER, false, irc_privmsg),
	ROW("NOTICE", 0, AFTER, false, irc_notice),
	ROW("TAGMSG", 0, AFTER, false, irc_tagmsg),
	ROW("PING", 1, ALWAYS, false, irc_ping),
	ROW("PONG", 0, ALWAYS, false, irc_pong),
	ROW("CAP", 1, ALWAYS, true, irc_cap),
	ROW("PASS", 1, BEFORE, true, irc_pass),
	ROW("NICK", 0, ALWAYS, false, irc_nick_command),
	ROW("USER", 4, BEFORE, true, irc_user),
	ROW("QUIT", 0, ALWAYS, false, irc_quit),
	ROW("JOIN", 1, AFTER, false, irc_join),
	ROW("PART", 1, AFTER, false, irc_part),
	ROW("TOPIC", 1, AFTER, false, irc_topic),
	ROW("NAMES", 0, AFTER, false, irc_names),
	ROW("LIST", 0, AFTER, false, irc_list),
	ROW("AWAY", 0, AFTER, false, irc_away),
	ROW("SETNAME", 1, AFTER, false, irc_setname),
	ROW("TIME", 0, AFTER, false, irc_time),
	ROW("MONITOR", 1, AFTER, false, irc_monitor),
	ROW("WHOWAS", 0, AFTER, false, irc_whowas),
	ROW("KICK", 2, AFTER, false, irc_kick),
	ROW("INVITE", 0, AFTER, false, irc_invite),
	ROW("MODE", 1, AFTER, false, irc_mode),
	ROW("AUTHENTICATE", 1, ALWAYS, true, irc_authenticate),
	ROW("REGISTER", 3, ALWAYS, true, irc_register),
	ROW("MARKREAD", 0, AFTER, false, irc_markread),
	ROW("METADATA", 2, ALWAYS, true, irc_metadata),
	ROW("NICKSERV", 0, AFTER, true, irc_nickserv),
	ROW("NS", 0, AFTER, true, irc_nickserv),
	ROW("CHANSERV", 0, AFTER, true, irc_chanserv),
	ROW("CS", 0, AFTER, true, irc_chanserv),
	ROW("WHO", 0, AFTER, false, irc_who),
	ROW("WHOIS", 0, AFTER, false, irc_whois),
	ROW("ISON", 1, AFTER, false, irc_ison),
	ROW("USERHOST", 1, AFTER, false, irc_userhost),
	ROW("LUSERS", 0, AFTER, false, irc_lusers),
	ROW("MOTD", 0, AFTER, false, irc_motd),
	ROW("OPER", 2, AFTER, false, irc_oper),
	ROW("KILL", 2, AFTER, false, irc_kill),
	ROW("WALLOPS", 1, AFTER, false, irc_wallops),
	ROW("REHASH", 0, AFTER, false, irc_rehash),
	ROW("STATS", 1, AFTER, true, irc_stats),
	ROW("VERSION", 0, AFTER, true, irc_version),
	ROW("HELP", 0, AFTER, true, irc_help),
	ROW("HELPOP", 0, AFTER, true, irc_help),
	ROW("INFO", 0, AFTER, true, irc_info),
	ROW("LINKS", 0, AFTER, true, irc_links),
};

static const struct row *
command_find(struct str word)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_caseeq(rows[i].word, word))
			return &rows[i];
	return NULL;
}

/* Returns the numeric for a line that the table forbids, or 0. */
static int
mistake_of(
    const struct irc *irc, const struct row *row, const struct irc_line *line)
{
	if (row == NULL)
		return 421;
	if (row->when == AFTER && !irc->registration.done)
		return 451;
	if (row->when == BEFORE && irc->registration.done)
		return 462;
	return line->count < row->least ? 461 : 0;
}

static void
tell_mistake(struct irc *irc, int mistake, const struct irc_line *line)
{
	const struct str word = irc_word(line->command);

	if (mistake == 421)
		NUMERIC(irc, "421", word, STR(" :Unknown command"));
	else if (mistake == 451)
		NUMERIC(irc, "451", STR(":You have not registered"));
	else if (mistake == 462)
		NUMERIC(irc, "462", STR(":You may not reregister"));
	else
		NUMERIC(irc, "461", word, STR(" :Not enough parameters"));
}

static enum irc_done
irc_commands_run(struct irc *irc, const struct irc_line *line)
{
	const struct row *row = command_find(line->command);
	const int mistake = mistake_of(irc, row, line);

	if ((mistake != 0 || row->local) && !irc_settled(irc))
		return IRC_WAIT;
	if (mistake != 0) {
		tell_mistake(irc, mistake, line);
		return IRC_DONE;
	}
	return row->run(irc, line);
}

static bool
is_utf8(struct str text)
{
	uint32_t character;

	while (text.len > 0) {
		const size_t len = utf8_decode(text.at, text.len, &character);
		if (len == 0)
			return false;
		str_drop(&text, len);
	}
	return true;
}

/* Reports a line that could not be parsed. */
static enum irc_done
command_refuse(struct irc *irc, enum irc_read read, const struct irc_line *line)
{
	if (read == IRC_EMPTY || read == IRC_BAD_BYTE)
		return IRC_DONE;
	if (!irc_settled(irc))
		return IRC_WAIT;
	if (read == IRC_BAD_COMMAND)
		NUMERIC(irc, "421", irc_word(line->command),
		    STR(" :Unknown command"));
	else
		NUMERIC(irc, "417", STR(":Input line was too long"));
	return IRC_DONE;
}

/* Begins a new line. Returns IRC_WAIT if it must wait. */
static enum irc_done
command_begin(struct irc *irc, const struct irc_line *line)
{
	struct str label;

	if ((irc->caps & CAP_LABELED_RESPONSE) != 0 &&
	    irc_tag_find(line->tags, STR("label"), &label) && label.len > 0 &&
	    label.len <= IRC_LABEL) {
		/*
		 * No other answers may come between the lines of a labelled
		 * answer.
		 */
		if (!irc_settled(irc))
			return IRC_WAIT;
		irc_out_label(irc, label);
	}
	irc->has_begun = true;
	irc->has_asked = false;
	irc->step = 0;
	return IRC_DONE;
}

static void
irc_commands_end(struct irc *irc)
{
	struct ask *last = ask_queue_last(irc->conn->asks);

	irc->has_begun = false;
	if (irc->has_asked && last != NULL)
		last->ends = true;
	else if (irc->out.labelled && last == NULL)
		irc_out_done(irc);
}

static enum irc_done
do_step(struct irc *irc, struct str text)
{
	struct irc_line line;
	const enum irc_read read = irc_line_read(text, &line);

	if (!irc->has_begun && command_begin(irc, &line) == IRC_WAIT)
		return IRC_WAIT;
	if (read != IRC_OK)
		return command_refuse(irc, read, &line);
	if (!is_utf8(text)) {
		if (!irc_settled(irc))
			return IRC_WAIT;
		irc_fail(irc, line.command, STR("INVALID_UTF8"),
		    STR("Message is not valid UTF-8"));
		return IRC_DONE;
	}
	return irc_commands_run(irc, &line);
}

/*
 * Asks for the server's name, which is in each line to the client, and for its
 * offers, which are in one of the first lines, before any other command.
 */
static void
come(struct irc *irc)
{
	if (irc->has_come)
		return;
	irc->has_come = true;
	(void)IRC_ASK(irc, IRC_ASKS_SERVER, STR(""), STR("server"));
	(void)IRC_ASK(irc, IRC_ASKS_CAN, STR(""), STR("can"));
}

bool
irc_command(struct irc *irc, struct str text)
{
	enum irc_done done = IRC_MORE;

	come(irc);
	while (done == IRC_MORE && conn_ready(irc->conn)) {
		done = do_step(irc, text);
		irc->step += done == IRC_MORE;
	}
	if (done != IRC_DONE)
		return false;
	irc_commands_end(irc);
	return true;
}

bool
irc_command_too_long(struct irc *irc)
{
	come(irc);
	if (!irc_settled(irc))
		return false;
	return command_refuse(irc, IRC_TOO_LONG, NULL) == IRC_DONE;
}

/*
 * The function for each kind of answer. If errors is set, it also takes err;
 * otherwise err is reported as a numeric.
 */
static const struct {
	void (*hear)(
	    struct irc *irc, const struct ask *ask, const struct command *said);
	bool errors;
} kinds[IRC_ASKS_COUNT] = {
	[IRC_ASKS_NOTHING] = { NULL, true },
	[IRC_ASKS_DONE] = { NULL, false },
	[IRC_ASKS_PASS] = { irc_hear_pass, true },
	[IRC_ASKS_NAME] = { irc_hear_name, true },
	[IRC_ASKS_SELF] = { irc_hear_self, true },
	[IRC_ASKS_NICK] = { irc_hear_event, false },
	[IRC_ASKS_SETNAME] = { irc_hear_setname, true },
	[IRC_ASKS_AWAY] = { irc_hear_away, false },
	[IRC_ASKS_JOIN] = { irc_hear_join, true },
	[IRC_ASKS_JOIN_TOPIC] = { irc_hear_join_topic, true },
	[IRC_ASKS_JOIN_NAMES] = { irc_hear_join_names, true },
	[IRC_ASKS_JOIN_MARKREAD] = { irc_hear_join_markread, true },
	[IRC_ASKS_JOIN_HEARD] = { irc_hear_join_heard, true },
	[IRC_ASKS_MARKREAD] = { irc_hear_markread, true },
	[IRC_ASKS_METADATA] = { irc_hear_metadata, true },
	[IRC_ASKS_METADATA_ROWS] = { irc_hear_metadata_rows, true },
	[IRC_ASKS_PART] = { irc_hear_event, false },
	[IRC_ASKS_TOPIC] = { irc_hear_topic, false },
	[IRC_ASKS_NAMES] = { irc_hear_names, true },
	[IRC_ASKS_LIST] = { irc_hear_list, false },
	[IRC_ASKS_PRIVMSG] = { irc_hear_message, false },
	[IRC_ASKS_NOTICE] = { irc_hear_notice, true },
	[IRC_ASKS_TAGMSG] = { irc_hear_message, false },
	[IRC_ASKS_TYPING] = { irc_hear_notice, true },
	[IRC_ASKS_PING] = { irc_hear_ping, false },
	[IRC_ASKS_TIME] = { irc_hear_time, false },
	[IRC_ASKS_MONITOR] = { irc_hear_monitor, true },
	[IRC_ASKS_MONITORED] = { irc_hear_monitored, false },
	[IRC_ASKS_WHOWAS] = { irc_hear_whowas, true },
	[IRC_ASKS_KICK] = { irc_hear_event, false },
	[IRC_ASKS_INVITE] = { irc_hear_invite, false },
	[IRC_ASKS_INVITED] = { irc_hear_invited, false },
	[IRC_ASKS_MODE] = { irc_hear_mode, true },
	[IRC_ASKS_MODE_OTHER] = { irc_hear_mode_other, true },
	[IRC_ASKS_MASKS] = { irc_hear_masks, false },
	[IRC_ASKS_FLAG] = { irc_hear_flag, false },
	[IRC_ASKS_WHO] = { irc_hear_who, true },
	[IRC_ASKS_WHOIS] = { irc_hear_whois, true },
	[IRC_ASKS_WHOIS_TABLE] = { irc_hear_whois_table, true },
	[IRC_ASKS_ISON] = { irc_hear_ison, true },
	[IRC_ASKS_USERHOST] = { irc_hear_userhost, true },
	[IRC_ASKS_HERE] = { irc_hear_here, true },
	[IRC_ASKS_GROUPS] = { irc_hear_groups, true },
	[IRC_ASKS_LUSERS] = { irc_hear_lusers, false },
	[IRC_ASKS_WELCOME] = { irc_hear_welcome, true },
	[IRC_ASKS_SERVER] = { irc_hear_server, true },
	[IRC_ASKS_CAN] = { irc_hear_can, true },
	[IRC_ASKS_MOTD] = { irc_hear_motd, true },
	[IRC_ASKS_OPER] = { irc_hear_oper, false },
	[IRC_ASKS_KILL] = { NULL, false },
	[IRC_ASKS_WALLOPS] = { NULL, false },
	[IRC_ASKS_REHASH] = { irc_hear_rehash, true },
	[IRC_ASKS_SASL] = { irc_hear_sasl, true },
	[IRC_ASKS_REGISTER] = { irc_hear_register, true },
	[IRC_ASKS_SERVICE] = { irc_hear_service, true },
	[IRC_ASKS_ACCOUNT] = { irc_hear_account, true },
	[IRC_ASKS_PASS_LOGIN] = { irc_hear_pass_login, true },
};

/* Reports "err VERB CODE text for a person" as a numeric. */
static void
hear_error(struct irc *irc, const struct ask *ask, const struct command *said)
{
	enum code code;

	if (code_find(said->arg[1], &code))
		irc_error_saying(irc, ask->what, code, ask->word, said->arg[2]);
}

static void
hear_answer(struct irc *irc, const struct ask *ask, const struct command *said)
{
	if (said->rule->verb == VERB_ERR && !kinds[ask->what].errors)
		hear_error(irc, ask, said);
	else if (kinds[ask->what].hear != NULL)
		kinds[ask->what].hear(irc, ask, said);
}

void
irc_hear(struct irc *irc, const struct command *said, const struct ask *ask,
    enum relation relation)
{
	if (said->rule->verb == VERB_CAN) {
		irc_capabilities_change(irc, said->arg[0]);
		return;
	}
	if (ask == NULL || !ask->own) {
		irc_event(irc, said, false);
		return;
	}
	hear_answer(irc, ask, said);
	if (relation == RELATION_WHOLE && ask->ends)
		irc_out_done(irc);
	irc_event_to_itself(irc, said);
	if (said->rule->verb != VERB_TAGS)
		irc->tags.len = 0;
}
