/*
 * Channels: JOIN, PART, TOPIC, NAMES, KICK, INVITE and LIST. The
 * channel #G is the
 * router's group G.
 */
#include "shared/mask.h"
#include "shared/names.h"
#include "worker/irc/errors.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/parts.h"
#include "worker/irc/past.h"
#include "worker/irc/session.h"

static const struct str nothing;

/* Reports that the channel's name is invalid. */
static void
refuse(struct irc *irc, enum irc_asks what, struct str channel)
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

	if (ASK(irc, JOIN, channel, STR("join"), group, key) != CODE_OK)
		/* Without an invalid key; this and the rest are valid. */
		(void)ASK(irc, JOIN, channel, STR("join"), group);
	(void)ASK(irc, JOIN_TOPIC, channel, STR("topic"), group);
	if (irc_can(irc, CAP_READ_MARKER))
		(void)ASK(irc, JOIN_MARKREAD, channel, STR("seen"), group);
	if (!irc_can(irc, CAP_NO_IMPLICIT_NAMES))
		(void)ASK(irc, JOIN_NAMES, channel, STR("names"), group);
	if (irc->metadata.count > 0 && irc_can(irc, CAP_METADATA))
		(void)ASK(irc, JOIN_HEARD, channel, STR("heard"), group);
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

	if (irc->step < 2 && !irc_settled(irc))
		return IRC_WAIT; /* irc->list may be in use, or incomplete */
	if (irc->step == 0)
		return ASK(irc, GROUPS, nothing, STR("whois"), irc_nick(irc)) ==
			CODE_OK ?
		    IRC_MORE :
		    IRC_DONE;
	if (!irc_word_at(IRC_STR(irc->list), irc->step - 1, &group)) {
		irc->list.len = 0;
		return IRC_DONE;
	}
	(void)ASK(irc, PART, group, STR("leave"), group); /* always valid */
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
	irc->playback.joined = 0;
	if (channel.len == 0)
		return IRC_MORE;
	(void)irc_word_at(line->param[1], number, &key); /* or it is empty */
	if (irc_is_group(irc_group(channel)))
		ask_to_join(irc, channel, key);
	else
		refuse(irc, IRC_ASKS_JOIN, channel);
	return IRC_MORE;
}

/* Takes the join event or an error. The error for a member is not reported. */
void
irc_hear_join(struct irc *irc, const struct command *said)
{
	irc->join_failed = said->rule->verb == VERB_ERR;
	if (!irc->join_failed) {
		irc_keep_host(irc, irc_actor(said->arg[2]).mask);
		irc_playback_joined(irc, said);
		irc_event(irc, said, true);
	} else if (!str_eq(said->arg[1], code_word(CODE_ALREADY_MEMBER))) {
		irc_error_heard(irc, IRC_ASKS_JOIN, said);
	}
}

/*
 * Shows the topic of "ok topic G SET NAME TEXT". Returns false if there is
 * none.
 */
static bool
tell_topic(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];
	const struct str group = str_word(&rest), set = str_word(&rest),
			 name = str_word(&rest), text = irc_topic_text(rest);

	if (text.len == 0)
		return false;
	TELL(irc, "332 #%1 :%2", group, text);
	TELL(irc, "333 #%1 %2 %d3", group, name, set);
	return true;
}

void
irc_hear_join_topic(struct irc *irc, const struct command *said)
{
	(void)tell_topic(irc, said);
}

enum irc_done
irc_part(struct irc *irc, const struct irc_line *line)
{
	struct str channel;

	if (!irc_word_at(line->param[0], irc->step, &channel))
		return IRC_DONE;
	const struct str group = irc_group(channel);
	if (channel.len > 0 && !irc_is_group(group))
		refuse(irc, IRC_ASKS_PART, channel);
	else if (channel.len > 0 &&
	    ASK(irc, PART, channel, STR("leave"), group, line->param[1]) !=
		CODE_OK)
		(void)ASK(irc, PART, channel, STR("leave"), group); /* valid */
	return IRC_MORE;
}

enum irc_done
irc_topic(struct irc *irc, const struct irc_line *line)
{
	const struct str channel = line->param[0], group = irc_group(channel);
	const struct str text = irc_shown(line->param[1], LIMIT_TOPIC);

	if (irc_is_group(group))
		return ASK_OR_TELL(irc, TOPIC, channel, STR("topic"), group,
		    line->count < 2 ? nothing : irc_topic_to_set(text));
	refuse(irc, IRC_ASKS_TOPIC, channel);
	return IRC_DONE;
}

void
irc_hear_topic(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_TOPIC)
		irc_event(irc, said, true);
	else if (!tell_topic(irc, said))
		TELL(irc, "331 %w0 :No topic is set");
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

	if (!irc_word_at(all, irc->step, &channel))
		return IRC_DONE;
	if (irc_is_group(irc_group(channel)))
		(void)ASK(irc, NAMES, channel, STR("names"),
		    irc_group(channel)); /* always valid */
	else if (channel.len > 0)
		TELL(irc, "366 %w1 :End of /NAMES list", channel);
	return IRC_MORE;
}

/* Sends the collected names as a line. */
static void
flush_names(struct irc *irc, struct str group)
{
	if (irc->list.len > 0)
		TELL(irc, "353 %1 #%2 :%3",
		    irc->names_secret ? STR("@") : STR("="), group,
		    IRC_STR(irc->list));
	irc->list.len = 0;
}

/*
 * Collects names, ROLE!NAME!USER@HOST or a name alone, in the form that the
 * client's capabilities ask for. Sends each line that is full.
 */
static void
collect_names(struct irc *irc, struct str group, struct str names)
{
	const size_t room = IRC_BODY -
	    (LITERAL_LEN(": 353  = # :\r\n") + irc_server(irc).len +
		irc_nick(irc).len + group.len);

	while (names.len > 0) {
		struct str name = str_word(&names), signs = nothing;
		if (irc_has(name, '!'))
			signs = irc_signs(irc, str_cut(&name, '!'));
		if (!irc_can(irc, CAP_USERHOST_IN_NAMES))
			name = irc_actor(name).name;
		if (irc_list_add(irc, room, signs, name))
			continue;
		flush_names(irc, group);
		(void)irc_list_add(irc, room, signs, name); /* fits */
	}
}

/*
 * Takes "names G LETTERS WORDS", of which a channel may have several, and "ok
 * names G COUNT".
 */
void
irc_hear_names(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];

	if (said->rule->verb == VERB_NAMES) {
		irc->names_secret = irc_has(str_word(&rest), 's');
		collect_names(irc, said->arg[0], rest);
	} else if (said->rule->verb == VERB_ERR) {
		TELL(irc, "366 %w0 :End of /NAMES list");
	} else {
		const struct str group = str_word(&rest);
		flush_names(irc, group);
		TELL(irc, "366 #%1 :End of /NAMES list", group);
	}
}

/*
 * Kicks one name per step, from the channel at the same position or, if there
 * are fewer channels, from the first.
 */
enum irc_done
irc_kick(struct irc *irc, const struct irc_line *line)
{
	struct str channel, name;

	if (!irc_word_at(line->param[1], irc->step, &name) ||
	    (!irc_word_at(line->param[0], irc->step, &channel) &&
		!irc_word_at(line->param[0], 0, &channel)))
		return IRC_DONE;
	const struct str group = irc_group(channel);
	const struct str of = IRC_ABOUT(channel, name);
	if (irc_is_group(group))
		(void)ASK_OR_TELL(
		    irc, KICK, of, STR("kick"), group, name, line->param[2]);
	else
		irc_error(irc, IRC_ASKS_KICK, CODE_NO_SUCH_GROUP, of);
	return IRC_MORE;
}

/*
 * Handles INVITE NAME CHANNEL, or INVITE without parameters, which lists the
 * client's own invitations.
 */
enum irc_done
irc_invite(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0], channel = line->param[1];

	if (line->count == 0)
		return ASK_OR_TELL(irc, INVITED, STR("INVITE"), STR("invited"));
	const struct str of = IRC_ABOUT(channel, name);
	if (line->count == 1)
		TELL(irc, "461 INVITE :Not enough parameters");
	else if (irc_is_group(irc_group(channel)))
		return ASK_OR_TELL(
		    irc, INVITE, of, STR("invite"), irc_group(channel), name);
	else
		irc_error(irc, IRC_ASKS_INVITE, CODE_NO_SUCH_GROUP, of);
	return IRC_DONE;
}

/* LIST: the channels, all or only those that the client selects. */

#define MINUTE (60 * SEC)

/* A line of the router: group G COUNT CREATED SET TOPIC. */
struct row {
	struct str group;
	uint64_t count;
	uint64_t created;
	uint64_t set; /* 0: there is no topic */
	struct str topic;
};

/*
 * Returns whether the time is more, or less, than so many minutes ago. False if
 * the time is 0.
 */
static bool
is_ago(uint64_t time, char how, uint64_t minutes)
{
	const uint64_t now = clock_wall();
	const uint64_t ago = now > time ? (now - time) / MINUTE : 0;

	return time != 0 && (how == '<' ? ago < minutes : ago > minutes);
}

/*
 * Returns whether a condition of ELIST is met: >N, <N, C>N, T<N, MASK, !MASK.
 * A mask is one of the channel's name, '#' included.
 */
static bool
is_met(struct str word, const struct row *row)
{
	const bool timed = word.len > 2 &&
	    (word.at[1] == '<' || word.at[1] == '>') &&
	    strchr("CTct", word.at[0]) != NULL;
	const size_t skip = timed ? 2 : 1;
	const struct str rest = { word.at + skip, word.len - skip };
	const struct str channel =
	    IRC_CAT(1 + LIMIT_GROUP, STR("#"), row->group);
	uint64_t number;

	if (timed && str_to_number(rest, UINT32_MAX, &number))
		return is_ago(
		    (word.at[0] | 0x20) == 'c' ? row->created : row->set,
		    word.at[1], number);
	if ((word.at[0] == '<' || word.at[0] == '>') &&
	    str_to_number(rest, UINT32_MAX, &number))
		return word.at[0] == '<' ? row->count < number :
					   row->count > number;
	return word.at[0] == '!' ? !mask_matches(rest, channel) :
				   mask_matches(word, channel);
}

/*
 * Returns whether the words select the channel: one of them names it, or none
 * is a name, and all conditions are met.
 */
static bool
is_wanted(struct str words, const struct row *row)
{
	bool named = false, found = false;
	struct str word;

	while (irc_next_word(&words, &word)) {
		if (word.len == 0)
			continue;
		if (word.at[0] == '#' && !irc_has(word, '*') &&
		    !irc_has(word, '?')) {
			named = true;
			found |= str_caseeq(irc_group(word), row->group);
		} else if (!is_met(word, row)) {
			return false;
		}
	}
	return found || !named;
}

void
irc_hear_list(struct irc *irc, const struct command *said)
{
	struct row row = { .group = said->arg[0], .topic = said->arg[2] };
	const struct str created = str_word(&row.topic),
			 set = str_word(&row.topic);

	if (irc->list_lines++ == 0)
		TELL(irc, "321 Channel :Users  Name");
	if (said->rule->verb == VERB_OK) {
		TELL(irc, "323 :End of /LIST");
		irc->list_lines = 0;
		return;
	}
	(void)str_to_number(said->arg[1], UINT64_MAX, &row.count); /* or 0 */
	(void)str_to_number(created, UINT64_MAX, &row.created);
	(void)str_to_number(set, UINT64_MAX, &row.set);
	if (row.count > 0 && is_wanted(irc->ask->word, &row))
		TELL(
		    irc, "322 #%1 %2 :%o3", row.group, said->arg[1], row.topic);
}
