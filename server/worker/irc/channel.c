/*
 * Channels: JOIN, PART, TOPIC, NAMES, KICK and INVITE. The channel #G is the
 * router's group G.
 */
#include "shared/names.h"
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/markread.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/playback.h"
#include "worker/irc/session.h"
#include "worker/irc/subscriptions.h"

static const struct str nothing;

/* Reports that the channel's name is invalid. */
static void
channel_refuse(struct irc *irc, enum irc_asks what, struct str channel)
{
	const struct str group = irc_group(channel);
	enum code code = CODE_NO_SUCH_GROUP;

	if (group.len > 0)
		code = group_check(group);
	irc_error(irc, what, code != CODE_OK ? code : CODE_BAD_GROUP, channel);
}

/* Sends the join and the queries whose answers are shown with it. */
static void
ask_to_join(struct irc *irc, struct str channel, struct str key)
{
	const struct str group = irc_group(channel);

	if (IRC_ASK(irc, IRC_ASKS_JOIN, channel, STR("join"), group, key) !=
	    CODE_OK) /* join without an invalid key */
		(void)IRC_ASK(irc, IRC_ASKS_JOIN, channel, STR("join"), group);
	(void)IRC_ASK(irc, IRC_ASKS_JOIN_TOPIC, channel, STR("topic"), group);
	irc_markread_ask(irc, channel);
	if (!irc_can(irc, CAP_NO_IMPLICIT_NAMES))
		(void)IRC_ASK(
		    irc, IRC_ASKS_JOIN_NAMES, channel, STR("names"), group);
	irc_subs_ask(irc, channel);
}

/*
 * Takes "in NAME ROLE G" and collects the client's groups, separated by commas.
 */
void
irc_hear_groups(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_IN)
		(void)IRC_ADD(irc->list, irc->list.len > 0 ? STR(",") : nothing,
		    said->arg[2]); /* fits: see IRC_LIST */
}

/* Handles JOIN 0: first asks for the client's groups, then leaves one per step.
 */
static enum irc_done
leave_all(struct irc *irc)
{
	struct str group;

	if (irc->step == 0) {
		if (!irc_settled(irc))
			return IRC_WAIT; /* irc->list may be in use */
		return IRC_ASK(irc, IRC_ASKS_GROUPS, nothing, STR("whois"),
			   irc_nick(irc)) == CODE_OK ?
		    IRC_MORE :
		    IRC_DONE;
	}
	if (irc->step == 1 && !irc_settled(irc))
		return IRC_WAIT;
	if (!irc_word_at(IRC_STR(irc->list), irc->step - 1, &group)) {
		irc->list.len = 0;
		return IRC_DONE;
	}
	(void)IRC_ASK(
	    irc, IRC_ASKS_PART, group, STR("leave"), group); /* always valid */
	return IRC_MORE;
}

enum irc_done
irc_join(struct irc *irc, const struct irc_line *line)
{
	struct str channel, key;
	size_t number, step;

	if (str_eq(line->param[0], STR("0")))
		return leave_all(irc);
	if (irc->step == 0)
		irc->join_steps = irc_playback_steps(irc);
	number = irc->step / irc->join_steps;
	step = irc->step % irc->join_steps;
	if (!irc_word_at(line->param[0], number, &channel))
		return IRC_DONE;
	if (step > 0)
		return irc_playback_step(irc, channel, step);
	irc_playback_begin(irc);
	if (channel.len == 0)
		return IRC_MORE;
	(void)irc_word_at(line->param[1], number, &key); /* or it is empty */
	if (irc_is_group(irc_group(channel)))
		ask_to_join(irc, channel, key);
	else
		channel_refuse(irc, IRC_ASKS_JOIN, channel);
	return IRC_MORE;
}

/* Takes the join event or an error. The error for a member is not reported. */
void
irc_hear_join(struct irc *irc, const struct command *said)
{
	enum code code;

	irc->join_failed = said->rule->verb == VERB_ERR;
	if (!irc->join_failed) {
		irc_keep_host(irc, irc_actor(said->arg[2]).mask);
		irc_playback_joined(irc, said);
		irc_event(irc, said, true);
	} else if (code_find(said->arg[1], &code) &&
	    code != CODE_ALREADY_MEMBER) {
		irc_error_saying(
		    irc, IRC_ASKS_JOIN, code, irc->ask->word, said->arg[2]);
	}
}

/* Returns a time of the router in seconds. */
static struct str
seconds_of(struct str id, char room[STR_DIGITS])
{
	uint64_t time;

	return str_number(
	    str_to_number(id, UINT64_MAX, &time) ? time / SEC : 0, room);
}

/*
 * Shows the topic of "ok topic G SET NAME TEXT" or "ok topic G TEXT". Returns
 * false if there is none.
 */
static bool
tell_topic(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];
	const struct str group = str_word(&rest), brief = rest;
	const struct str set = str_word(&rest), name = str_word(&rest);
	char room[STR_DIGITS];
	uint64_t time;
	const bool full = rest.len > 0 && str_to_number(set, UINT64_MAX, &time);
	const struct str text = irc_topic_text(full ? rest : brief);

	if (text.len == 0 || (full && str_eq(set, STR("0"))))
		return false;
	NUMERIC(irc, "332", STR("#"), group, STR(" :"), text);
	if (full)
		NUMERIC(irc, "333", STR("#"), group, STR(" "), name, STR(" "),
		    seconds_of(set, room));
	return true;
}

void
irc_hear_join_topic(struct irc *irc, const struct command *said)
{
	if (!irc->join_failed && said->rule->verb == VERB_OK)
		(void)tell_topic(irc, said);
}

enum irc_done
irc_part(struct irc *irc, const struct irc_line *line)
{
	struct str channel;

	if (!irc_step_word(irc, line->param[0], &channel))
		return IRC_DONE;
	if (channel.len == 0)
		return IRC_MORE;
	if (!irc_is_group(irc_group(channel)))
		channel_refuse(irc, IRC_ASKS_PART, channel);
	else if (IRC_ASK(irc, IRC_ASKS_PART, channel, STR("leave"),
		     irc_group(channel), line->param[1]) != CODE_OK)
		(void)IRC_ASK(irc, IRC_ASKS_PART, channel, STR("leave"),
		    irc_group(channel)); /* always valid */
	return IRC_MORE;
}

enum irc_done
irc_topic(struct irc *irc, const struct irc_line *line)
{
	const struct str channel = line->param[0], group = irc_group(channel);
	const struct str text = irc_shown(line->param[1], LIMIT_TOPIC);

	if (!irc_is_group(group)) {
		channel_refuse(irc, IRC_ASKS_TOPIC, channel);
		return IRC_DONE;
	}
	return IRC_ASK_OR_TELL(irc, IRC_ASKS_TOPIC, channel, STR("topic"),
	    group, line->count < 2 ? nothing : irc_topic_to_set(text));
}

void
irc_hear_topic(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_TOPIC)
		irc_event(irc, said, true);
	else if (!tell_topic(irc, said))
		NUMERIC(irc, "331", irc_word(irc->ask->word),
		    STR(" :No topic is set"));
}

static void
end_names(struct irc *irc, struct str channel)
{
	NUMERIC(irc, "366", irc_word(channel), STR(" :End of /NAMES list"));
}

/*
 * Asks for one channel per step. The list of each channel ends with 366; for an
 * invalid channel that is all.
 */
enum irc_done
irc_names(struct irc *irc, const struct irc_line *line)
{
	const struct str all = line->count > 0 ? line->param[0] : STR("*");
	struct str channel;

	if (!irc_step_word(irc, all, &channel))
		return IRC_DONE;
	if (irc_is_group(irc_group(channel)))
		(void)IRC_ASK(irc, IRC_ASKS_NAMES, channel, STR("names"),
		    irc_group(channel)); /* always valid */
	else if (channel.len > 0)
		end_names(irc, channel);
	return IRC_MORE;
}

static void
begin_names_line(struct irc *irc, struct str group)
{
	irc_out_begin(irc, NULL);
	OUT(irc, STR("353 "), irc_nick(irc),
	    irc->names_secret ? STR(" @ #") : STR(" = #"), group, STR(" :"));
}

/* Sends the collected names as a line. */
static void
flush_names(struct irc *irc, struct str group)
{
	if (irc->names.len == 0)
		return;
	begin_names_line(irc, group);
	OUT(irc, IRC_STR(irc->names));
	irc_out_end(irc);
	irc->names.len = 0;
}

/* Returns how much of a line begin_names_line leaves for names. */
static size_t
names_room(const struct irc *irc, struct str group)
{
	return IRC_BODY -
	    (LITERAL_LEN(": 353  = # :\r\n") + irc_server(irc).len +
		irc_nick(irc).len + group.len);
}

/*
 * Adds a name, from ROLE!NAME!USER@HOST or from a name alone, in the form that
 * the client's capabilities ask for. Sends the current line first if it is
 * full.
 */
static void
collect_name(struct irc *irc, struct str group, struct str name)
{
	struct str signs = nothing;

	if (irc_has(name, '!'))
		signs = irc_signs(irc, str_cut(&name, '!'));
	if (!irc_can(irc, CAP_USERHOST_IN_NAMES))
		name = irc_actor(name).name;
	if (irc->names.len + 1 + signs.len + name.len > names_room(irc, group))
		flush_names(irc, group);
	(void)IRC_ADD(irc->names, irc->names.len > 0 ? STR(" ") : nothing,
	    signs, name); /* fits */
}

/* Takes "names G LETTERS WORDS", of which a channel may have several. */
static void
tell_names(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];

	irc->names_secret = irc_has(str_word(&rest), 's');
	while (rest.len > 0)
		collect_name(irc, said->arg[0], str_word(&rest));
}

/* Takes "names G LETTERS WORDS" and "ok names G COUNT". */
void
irc_hear_names(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];

	if (said->rule->verb == VERB_NAMES) {
		tell_names(irc, said);
		return;
	}
	if (said->rule->verb == VERB_ERR) {
		end_names(irc, irc->ask->word);
		return;
	}
	const struct str group = str_word(&rest);
	flush_names(irc, group);
	NUMERIC(irc, "366", STR("#"), group, STR(" :End of /NAMES list"));
}

void
irc_hear_join_names(struct irc *irc, const struct command *said)
{
	if (!irc->join_failed)
		irc_hear_names(irc, said);
}

/*
 * Kicks one name per step, from the channel at the same position or, if there
 * are fewer channels, from the first.
 */
enum irc_done
irc_kick(struct irc *irc, const struct irc_line *line)
{
	struct str channel, name;
	struct irc_about room;

	if (!irc_step_word(irc, line->param[1], &name))
		return IRC_DONE;
	if (!irc_step_word(irc, line->param[0], &channel) &&
	    !irc_word_at(line->param[0], 0, &channel))
		return IRC_DONE;
	const struct str group = irc_group(channel);
	const struct str of = IRC_ABOUT(&room, channel, name);
	const enum code code = irc_is_group(group) ?
	    IRC_ASK(irc, IRC_ASKS_KICK, of, STR("kick"), group, name,
		line->param[2]) :
	    CODE_NO_SUCH_GROUP;
	if (code != CODE_OK)
		irc_error(irc, IRC_ASKS_KICK, code, of);
	return IRC_MORE;
}

/*
 * Handles INVITE NAME CHANNEL, or INVITE without parameters, which lists the
 * client's own invitations.
 */
enum irc_done
irc_invite(struct irc *irc, const struct irc_line *line)
{
	struct irc_about room;
	enum code code = CODE_NO_SUCH_GROUP;

	if (line->count == 0)
		return IRC_ASK_OR_TELL(
		    irc, IRC_ASKS_INVITED, STR("INVITE"), STR("invited"));
	if (line->count == 1) {
		NUMERIC(irc, "461", STR("INVITE :Not enough parameters"));
		return IRC_DONE;
	}
	const struct str group = irc_group(line->param[1]);
	const struct str of = IRC_ABOUT(&room, line->param[1], line->param[0]);
	if (irc_is_group(group))
		code = IRC_ASK(irc, IRC_ASKS_INVITE, of, STR("invite"), group,
		    line->param[0]);
	if (code != CODE_OK)
		irc_error(irc, IRC_ASKS_INVITE, code, of);
	return IRC_DONE;
}

/* Takes "ok invite G NAME", and "gone NAME TEXT" before it. */
void
irc_hear_invite(struct irc *irc, const struct command *said)
{
	struct str name = said->arg[1];

	if (said->rule->verb != VERB_OK) {
		irc_event(irc, said, true);
		return;
	}
	const struct str group = str_word(&name);
	NUMERIC(irc, "341", name, STR(" #"), group);
}

/* Takes "invited G" and "ok invited COUNT". */
void
irc_hear_invited(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_OK)
		NUMERIC(irc, "337", STR(":End of INVITE list"));
	else
		NUMERIC(irc, "336", STR("#"), said->arg[0]);
}
