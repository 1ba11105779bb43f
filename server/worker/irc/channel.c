/*
 * Channels: JOIN, PART, TOPIC, NAMES, KICK, INVITE, LIST and MODE. The channel
 * #G is the router's group G.
 */
#include "shared/mask.h"
#include "shared/names.h"
#include "worker/irc/session.h"

static const struct str nothing;

/*
 * Sends "VERB G [WORD [TEXT]]". To enter and leave goes on without a word that
 * is invalid.
 */
static void
ask_channel(struct irc *irc, enum irc_asks what, struct str channel,
    struct str verb, struct str word, struct str text)
{
	const bool joins = what == IRC_ASKS_JOIN;
	const struct str group = irc_group(channel);
	const struct str about[] = { channel, word };
	const struct str words[] = { verb, group, word, text };
	char room[2 * IRC_BODY];
	const struct str of = irc_about(room, about, word.len > 0 ? 2 : 1);
	enum code code =
	    joins && group.len > 0 ? group_check(group) : CODE_NO_SUCH_GROUP;

	if (irc_is_group(group)) {
		code = irc_ask(irc, what, of, words, text.len > 0 ? 4 : 3);
		if (code != CODE_OK && (joins || what == IRC_ASKS_PART))
			code = IRC_ASK(irc, what, channel, verb, group);
	}
	if (code != CODE_OK)
		irc_error(irc, what, code, of, code_text(code));
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
		(void)irc_next_word(&keys, &key); /* or it is empty */
		if (channel.len > 0)
			ask_channel(irc, IRC_ASKS_JOIN, channel, STR("join"),
			    key, nothing);
	}
}

/* Takes the join event. */
void
irc_hear_join(struct irc *irc, const struct command *said)
{
	if (said->rule->verb != VERB_JOIN)
		return;
	irc_event(irc, said, true);
	irc_joined(irc, said);
}

void
irc_joined(struct irc *irc, const struct command *said)
{
	const struct str group = said->arg[1];
	const struct str channel = IRC_CAT(IRC_TABLE, STR("#"), group);

	irc_know_self(irc, said->arg[2]);
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

	while (irc_next_word(&channels, &channel))
		if (channel.len > 0)
			ask_channel(irc, IRC_ASKS_PART, channel, STR("leave"),
			    line->param[1], nothing);
}

/*
 * Handles TOPIC CHANNEL [TEXT]. For the router, "-" means none, so that a topic
 * of a single dash is sent to it as "- ".
 */
void
irc_topic(struct irc *irc, const struct irc_line *line)
{
	struct str text = irc_shown(line->param[1], LIMIT_TOPIC);

	if (str_eq(text, STR("-")))
		text = STR("- ");
	if (line->count > 1 && text.len == 0)
		text = STR("-");
	ask_channel(
	    irc, IRC_ASKS_TOPIC, line->param[0], STR("topic"), text, nothing);
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
		TELL(irc, "331 #%1 :No topic is set", group);
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
		(void)irc_list_add(irc, room, signs, name);
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
		ask_channel(irc, IRC_ASKS_KICK, channel, STR("kick"), name,
		    line->param[2]);
	}
}

/*
 * Handles INVITE NAME CHANNEL, or INVITE without parameters, which lists the
 * client's own invitations.
 */
void
irc_invite(struct irc *irc, const struct irc_line *line)
{
	if (line->count == 0)
		ASK_OR_TELL(irc, INVITED, STR("INVITE"), STR("invited"));
	else if (line->count == 1)
		TELL(irc, "461 INVITE :Not enough parameters");
	else
		ask_channel(irc, IRC_ASKS_INVITE, line->param[1], STR("invite"),
		    line->param[0], nothing);
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
 * Returns whether a condition of ELIST is met: >N, <N, C>N, T<N, MASK, !MASK. A
 * time is so many minutes ago, and none if it is 0. A mask is one of the
 * channel's name, '#' included.
 */
static bool
is_met(struct str word, const struct row *row)
{
	const char first = word.at[0];
	const bool timed = word.len > 2 && strchr("CTct", first) != NULL;
	const char how = word.at[timed];
	const struct str rest = { word.at + 1 + timed, word.len - 1 - timed };
	const uint64_t time =
	    first == 'C' || first == 'c' ? row->created : row->set;
	const uint64_t now = clock_wall();
	const uint64_t ago = now > time ? (now - time) / MINUTE : 0;
	const uint64_t amount = timed ? ago : row->count;
	const struct str channel =
	    IRC_CAT(1 + LIMIT_GROUP, STR("#"), row->group);
	uint64_t number;

	if ((how == '<' || how == '>') &&
	    str_to_number(rest, UINT32_MAX, &number))
		return (!timed || time != 0) &&
		    (how == '<' ? amount < number : amount > number);
	return first == '!' ? !mask_matches(rest, channel) :
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

/*
 * MODE: the modes of channels, which the router changes one at a time, and
 * those of the client itself.
 */

/* The modes of channels. The first three are lists; flags have no parameter. */
#define LISTS STR("beI")
#define WITH_WORD STR("beIklov")
#define FLAGS STR("CHimnst")

/*
 * One change in a line, such as "+o" and its parameter, or several flags at
 * once.
 */
struct change {
	char what[1 + sizeof("CHimnst")];
	size_t len;
	struct str word;
};

/* Returns whether the change needs a parameter: not "-l". */
static bool
needs_word(const struct change *change)
{
	return irc_has(WITH_WORD, change->what[1]) &&
	    (change->what[0] == '+' || change->what[1] != 'l');
}

/*
 * Takes the next change. If it has a parameter, that is the one with the number
 * *param. Flags of a channel that follow each other are one change, each of
 * them once, so that all fit. Returns false after the last one.
 */
static bool
next_change(struct str *text, char *sign, const struct irc_line *line,
    size_t *param, struct change *change)
{
	while (text->len > 0 && (*text->at == '+' || *text->at == '-')) {
		*sign = text->at[0];
		str_drop(text, 1);
	}
	if (text->len == 0)
		return false;
	*change = (struct change) { .what = { *sign, *text->at }, .len = 2 };
	str_drop(text, 1);
	if (irc_has(FLAGS, change->what[1]) && irc_has(line->param[0], '#'))
		for (; text->len > 0 && irc_has(FLAGS, *text->at);
		     str_drop(text, 1))
			if (!irc_has((struct str) { change->what, change->len },
				*text->at))
				change->what[change->len++] = *text->at;
	if (needs_word(change) && *param < line->count)
		change->word = line->param[(*param)++];
	return true;
}

/* The room for a mask from a client, with the prefix that may be added. */
#define MASK_ROOM (IRC_BODY + 8)

/*
 * Returns the full form of a mask. On IRC a word with a dot or colon in it is a
 * host, not a nick: "*.spam.net" means "*!*@*.spam.net". The mask may follow
 * "~m:".
 */
static struct str
whole_mask(struct str mask, char room[MASK_ROOM])
{
	struct str rest = mask, before = STR("~m:");

	if (!str_skip(&rest, before) || rest.len == 0) {
		before = nothing;
		rest = mask;
	}
	if (irc_has(rest, '!') || irc_has(rest, '@') || rest.at[0] == '~' ||
	    (!irc_has(rest, '.') && !irc_has(rest, ':')))
		return mask;
	return irc_cat(room, MASK_ROOM, STRS(before, STR("*!*@"), rest));
}

/*
 * Sends a change. The subject kept with it is "CHANNEL LETTER WORD", without a
 * key, which no error shows.
 */
static void
change_channel(struct irc *irc, struct str channel, const struct change *change)
{
	const struct str what = { change->what, change->len };
	const struct str name = { change->what + 1, 1 };
	const bool listed = irc_has(LISTS, *name.at);
	const bool off_key = str_eq(what, STR("-k"));
	struct str word = off_key ? nothing : change->word;
	const struct str of =
	    IRC_ABOUT(channel, name, *name.at == 'k' ? nothing : word);
	char room[MASK_ROOM];

	if (listed && word.len > 0)
		word = whole_mask(word, room);
	if (!irc_has(WITH_WORD, *name.at) && !irc_has(FLAGS, *name.at))
		TELL(irc, "472 %w1 :is unknown mode char to me", name);
	else if (listed && word.len == 0)
		(void)ASK(irc, MASKS, channel, STR("masks"), irc_group(channel),
		    name); /* always valid */
	else if (needs_word(change) && word.len == 0 && !off_key)
		TELL(irc, "696 %w1 %2 * :You must specify a parameter", channel,
		    name);
	/* Only a command's last word may have spaces, and here none may. */
	else if (irc_has(word, ' ') ||
	    ASK(irc, MODE, of, STR("mode"), irc_group(channel), what, word) !=
		CODE_OK)
		irc_error(irc, IRC_ASKS_MODE, CODE_BAD_COMMAND, of, nothing);
}

/*
 * Changes a user mode. They have the router's letters, except that its "S", for
 * a server operator, is "o" here, which only OPER sets.
 */
static void
change_self(struct irc *irc, const struct change *change)
{
	const struct str what = { change->what, 2 };

	if (str_eq(what, STR("+o")))
		return;
	if (what.at[1] == 'S' ||
	    ASK(irc, FLAG, what, STR("flag"),
		str_eq(what, STR("-o")) ? STR("-S") : what) != CODE_OK)
		TELL(irc, "501 :Unknown MODE flag");
}

void
irc_mode(struct irc *irc, const struct irc_line *line)
{
	const struct str target = line->param[0], group = irc_group(target);
	const bool is_channel = target.len > 0 && target.at[0] == '#';
	struct str text = line->param[1];
	struct change change;
	size_t param = 2;
	char sign = '+';

	if (is_channel && !irc_is_group(group)) {
		irc_error(
		    irc, IRC_ASKS_MODE, CODE_NO_SUCH_GROUP, target, nothing);
		return;
	}
	if (!is_channel && !str_caseeq(target, irc_nick(irc))) {
		/* Refused; but first it is reported if there is none such. */
		if (ASK(irc, MODE_OTHER, target, STR("whois"), target) !=
		    CODE_OK)
			irc_error(irc, IRC_ASKS_MODE_OTHER, CODE_NO_SUCH_NAME,
			    target, nothing);
		return;
	}
	if (line->count < 2 && is_channel)
		ASK_OR_TELL(irc, MODE, target, STR("mode"), group);
	else if (line->count < 2)
		ASK_OR_TELL(irc, FLAG, nothing, STR("flag"));
	while (next_change(&text, &sign, line, &param, &change)) {
		if (is_channel)
			change_channel(irc, target, &change);
		else
			change_self(irc, &change);
	}
}

/* Shows "ok mode G LETTERS CREATED ROLE LIMIT KEY". */
static void
tell_modes(struct irc *irc, struct str rest)
{
	const struct str group = str_word(&rest), set = str_word(&rest),
			 created = str_word(&rest), role = str_word(&rest);
	struct str limit = str_word(&rest), key = rest;
	uint64_t time;

	(void)role;
	if (!str_to_number(created, UINT64_MAX, &time))
		return; /* the answer to a change without effect */
	if (str_eq(limit, STR("0")))
		limit = nothing;
	if (str_eq(key, STR("-")))
		key = nothing;
	TELL(irc, "324 #%1 +%2%3%4[ %5][ %6]", group,
	    str_eq(set, STR("-")) ? nothing : set,
	    key.len > 0 ? STR("k") : nothing,
	    limit.len > 0 ? STR("l") : nothing, key, limit);
	TELL(irc, "329 #%1 %d2", group, created);
}

/* Takes the mode event, or the modes that were queried. */
void
irc_hear_mode(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_MODE)
		irc_event(irc, said, true);
	else if (said->count > 1)
		tell_modes(irc, said->arg[1]);
}

/* Takes "mask G LIST MASK NAME ID" and "ok masks G LIST COUNT". */
void
irc_hear_masks(struct irc *irc, const struct command *said)
{
	static const char *const forms[][2] = {
		['b'] = { "368 #%1 :End of channel ban list",
		    "367 #%1 %2 %3 %d4" },
		['e'] = { "349 #%1 :End of channel exception list",
		    "348 #%1 %2 %3 %d4" },
		['I'] = { "347 #%1 :End of channel invite list",
		    "346 #%1 %2 %3 %d4" },
	};
	const bool row = said->rule->verb == VERB_MASK;
	struct str rest = row ? nothing : said->arg[1];
	const struct str group = row ? said->arg[0] : str_word(&rest);
	const struct str list = row ? said->arg[1] : str_word(&rest);

	if (list.len > 0 && irc_has(LISTS, list.at[0]))
		irc_tell(irc,
		    STRS(str_from(forms[(size_t)list.at[0]][row]), group,
			said->arg[2], said->arg[3], said->arg[4]));
}

/* Takes "ok flag LETTERS", the client's modes. */
void
irc_hear_flag(struct irc *irc, const struct command *said)
{
	irc->is_bot = irc_has(said->arg[1], 'B');
	if (irc->ask->word.len > 0)
		TELL(irc, ":MODE %n %0");
	else
		TELL(irc, "221 +%f1", said->arg[1]);
}
