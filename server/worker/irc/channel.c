/*
 * Channels: JOIN, PART, TOPIC, NAMES, KICK, INVITE and LIST. The channel #G is
 * the router's group G.
 */
#include "shared/mask.h"
#include "shared/names.h"
#include "worker/irc/out.h"

static const struct str nothing;

/* Reports that the channel's name is invalid. */
static void
refuse(struct irc *irc, enum irc_asks what, struct str channel)
{
	const struct str group = irc_group(channel);
	enum code code = CODE_NO_SUCH_GROUP;

	if (group.len > 0)
		code = group_check(group);
	irc_error(irc, what, code != CODE_OK ? code : CODE_BAD_GROUP, channel,
	    nothing);
}

/* Handles JOIN CHANNELS [KEYS], and JOIN 0, which asks for all and parts. */
void
irc_join(struct irc *irc, const struct irc_line *line)
{
	struct str channels = line->param[0], keys = line->param[1];
	struct str channel, key;

	if (str_eq(channels, STR("0"))) {
		(void)ASK(irc, PART_ALL, nothing, STR("whois"),
		    irc_nick(irc)); /* always valid */
		return;
	}
	while (irc_next_word(&channels, &channel)) {
		const struct str group = irc_group(channel);
		(void)irc_next_word(&keys, &key); /* or it is empty */
		if (channel.len > 0 && !irc_is_group(group))
			refuse(irc, IRC_ASKS_JOIN, channel);
		else if (channel.len > 0 &&
		    ASK(irc, JOIN, channel, STR("join"), group, key) != CODE_OK)
			/* Without an invalid key; this is valid. */
			(void)ASK(irc, JOIN, channel, STR("join"), group);
	}
}

/* Takes the join event, and asks for what is shown with it. */
void
irc_hear_join(struct irc *irc, const struct command *said)
{
	const struct str group = said->arg[1];
	const struct str channel = IRC_CAT(IRC_TABLE, STR("#"), group);

	if (said->rule->verb != VERB_JOIN)
		return;
	irc_know_self(irc, said->arg[2]);
	irc_event(irc, said, true);
	/* All these are valid. */
	(void)ASK(irc, JOIN_TOPIC, channel, STR("topic"), group);
	if (irc_can(irc, CAP_READ_MARKER))
		(void)ASK(irc, JOIN_MARKREAD, channel, STR("seen"), group);
	if (!irc_can(irc, CAP_NO_IMPLICIT_NAMES))
		(void)ASK(irc, NAMES, channel, STR("names"), group);
	if (irc->metadata.count > 0 && irc_can(irc, CAP_METADATA))
		(void)ASK(irc, JOIN_HEARD, channel, STR("heard"), group);
	irc_past_join(irc, said);
}

/* Takes "in NAME ROLE G", and leaves the group. */
void
irc_hear_part_all(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_IN)
		(void)ASK(irc, PART, said->arg[2], STR("leave"),
		    said->arg[2]); /* always valid */
}

void
irc_part(struct irc *irc, const struct irc_line *line)
{
	struct str channels = line->param[0], channel;

	while (irc_next_word(&channels, &channel)) {
		const struct str group = irc_group(channel);
		if (channel.len > 0 && !irc_is_group(group))
			refuse(irc, IRC_ASKS_PART, channel);
		else if (channel.len > 0 &&
		    ASK(irc, PART, channel, STR("leave"), group,
			line->param[1]) != CODE_OK)
			(void)ASK(irc, PART, channel, STR("leave"),
			    group); /* valid */
	}
}

/*
 * Handles TOPIC CHANNEL [TEXT]. For the router, "-" means none, so that a topic
 * of a single dash is sent to it as "- ".
 */
void
irc_topic(struct irc *irc, const struct irc_line *line)
{
	const struct str channel = line->param[0], group = irc_group(channel);
	struct str text = irc_shown(line->param[1], LIMIT_TOPIC);

	if (str_eq(text, STR("-")))
		text = STR("- ");
	if (line->count > 1 && text.len == 0)
		text = STR("-");
	if (irc_is_group(group))
		ASK_OR_TELL(irc, TOPIC, channel, STR("topic"), group, text);
	else
		refuse(irc, IRC_ASKS_TOPIC, channel);
}

/* Takes the event, or "ok topic G SET NAME TEXT"; no topic is none to join. */
void
irc_hear_topic(struct irc *irc, const struct command *said)
{
	struct str rest = said->arg[1];
	const struct str group = str_word(&rest), set = str_word(&rest),
			 name = str_word(&rest);

	if (said->rule->verb == VERB_TOPIC) {
		irc_event(irc, said, true);
	} else if (rest.len > 0 && !str_eq(rest, STR("-"))) {
		TELL(irc, "332 #%1 :%o2", group, rest);
		TELL(irc, "333 #%1 %2 %d3", group, name, set);
	} else if (irc->ask->what == IRC_ASKS_TOPIC) {
		TELL(irc, "331 %w0 :No topic is set");
	}
}

/*
 * Handles NAMES CHANNELS. The list of each channel ends with 366; for an
 * invalid channel that is all.
 */
void
irc_names(struct irc *irc, const struct irc_line *line)
{
	struct str channels = line->count > 0 ? line->param[0] : STR("*");
	struct str channel;

	while (irc_next_word(&channels, &channel))
		if (irc_is_group(irc_group(channel)))
			(void)ASK(irc, NAMES, channel, STR("names"),
			    irc_group(channel)); /* always valid */
		else if (channel.len > 0)
			TELL(irc, "366 %w1 :End of /NAMES list", channel);
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
 * Kicks each name from the channel at the same position or, if there are fewer
 * channels, from the first.
 */
void
irc_kick(struct irc *irc, const struct irc_line *line)
{
	struct str channels = line->param[0], names = line->param[1];
	struct str channel, name, rest = channels;
	const struct str first = str_cut(&rest, ',');

	while (irc_next_word(&names, &name)) {
		if (!irc_next_word(&channels, &channel))
			channel = first;
		const struct str of = IRC_ABOUT(channel, name);
		if (irc_is_group(irc_group(channel)))
			ASK_OR_TELL(irc, KICK, of, STR("kick"),
			    irc_group(channel), name, line->param[2]);
		else
			irc_error(irc, IRC_ASKS_KICK, CODE_NO_SUCH_GROUP, of,
			    nothing);
	}
}

/*
 * Handles INVITE NAME CHANNEL, or INVITE without parameters, which lists the
 * client's own invitations.
 */
void
irc_invite(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0], channel = line->param[1];
	const struct str of = IRC_ABOUT(channel, name);

	if (line->count == 0)
		ASK_OR_TELL(irc, INVITED, STR("INVITE"), STR("invited"));
	else if (line->count == 1)
		TELL(irc, "461 INVITE :Not enough parameters");
	else if (irc_is_group(irc_group(channel)))
		ASK_OR_TELL(
		    irc, INVITE, of, STR("invite"), irc_group(channel), name);
	else
		irc_error(
		    irc, IRC_ASKS_INVITE, CODE_NO_SUCH_GROUP, of, nothing);
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
