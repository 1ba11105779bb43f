/*
 * Channels: JOIN, PART, TOPIC, NAMES, KICK, INVITE, LIST and MODE. The channel
 * #G is the router's group G. And people: WHO, with the fields of WHOX, for a
 * channel or for all that match a mask; WHOIS for one person; whether certain
 * people are here, once in one line by ISON and USERHOST, or whenever they come
 * and go by MONITOR, whose list the router keeps.
 */
#include "shared/mask.h"
#include "shared/names.h"
#include "worker/irc/ask.h"
#include "worker/irc/events.h"
#include "worker/irc/handlers.h"
#include "worker/irc/history.h"
#include "worker/irc/out.h"

/*
 * Sends "VERB G [WORD [TEXT]]". To enter and leave goes on without a word that
 * is invalid.
 */
static void
ask_channel(struct irc *irc, enum irc_asks what, struct str channel,
    struct str verb, struct str word, struct str text)
{
	const bool joins = what == IRC_ASKS_JOIN;
	const bool leaves = joins || what == IRC_ASKS_PART;
	const struct str words[] = { verb, irc_group(channel), word, text };
	const size_t count = text.len > 0 ? 4 : 3;
	const struct str of = word.len > 0 ? IRC_ABOUT(channel, word) : channel;
	const enum code code = group_check(words[1]);

	if (code != CODE_OK)
		irc_error(irc, what,
		    joins && words[1].len > 0 ? code : CODE_NO_SUCH_GROUP, of,
		    nothing);
	else if (!leaves || irc_try(irc, what, of, words, count) != CODE_OK)
		irc_ask(irc, what, of, words, leaves ? 2 : count);
}

/* Handles JOIN CHANNELS [KEYS], and PART CHANNELS [:TEXT]. */
void
irc_join(struct irc *irc, const struct irc_line *line)
{
	const bool joins = str_caseeq(line->command, STR("JOIN"));
	struct str channels = line->param[0], keys = line->param[1];
	struct str channel, word = line->param[1];

	while (irc_next_word(&channels, &channel)) {
		if (joins)
			(void)irc_next_word(&keys, &word); /* or it is empty */
		if (channel.len > 0)
			ask_channel(irc, joins ? IRC_ASKS_JOIN : IRC_ASKS_PART,
			    channel, joins ? STR("join") : STR("leave"), word,
			    nothing);
	}
}

/*
 * Takes "join ID G ACTOR ..." of any client. If it is this one, on whichever of
 * its connections, it asks for what is shown behind the event.
 */
void
irc_joined(struct irc *irc, const struct command *said)
{
	const struct str group = said->arg[1];
	const struct str channel = IRC_CAT(IRC_TARGET, STR("#"), group);

	if (!grammar_is_elsewhere(said) &&
	    (irc->ask == NULL || irc->ask->what != IRC_ASKS_JOIN))
		return;
	irc_hear_self(irc, said);
	ASK(irc, JOIN_TOPIC, channel, STR("topic"), group);
	if (irc_can(irc, CAP_READ_MARKER))
		ASK(irc, JOIN_MARKREAD, channel, STR("seen"), group);
	if (!irc_can(irc, CAP_NO_IMPLICIT_NAMES | CAP_DRAFT_NO_IMPLICIT_NAMES))
		ASK(irc, NAMES, channel, STR("names"), group);
	irc_past_join(irc, said);
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

/* Handles NAMES CHANNELS. The list of each channel ends with 366. */
void
irc_names(struct irc *irc, const struct irc_line *line)
{
	struct str channels = line->count > 0 ? line->param[0] : STR("*");
	struct str channel;

	while (irc_next_word(&channels, &channel))
		if (channel.len > 0)
			ASK(irc, NAMES, channel, STR("names"),
			    irc_group(channel));
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

void
irc_kick(struct irc *irc, const struct irc_line *line)
{
	struct str names = line->param[1], name;

	while (irc_next_word(&names, &name))
		ask_channel(irc, IRC_ASKS_KICK, line->param[0], STR("kick"),
		    name, line->param[2]);
}

void
irc_invite(struct irc *irc, const struct irc_line *line)
{
	ask_channel(irc, IRC_ASKS_INVITE, line->param[1], STR("invite"),
	    line->param[0], nothing);
}

/*
 * Takes "group G COUNT CREATED SET TOPIC". Shows those that are of the names
 * and masks of the client, or all if it has said none.
 */
void
irc_hear_list(struct irc *irc, const struct command *said)
{
	const struct str channel = IRC_CAT(IRC_TARGET, STR("#"), said->arg[0]);
	struct str topic = said->arg[2], words = irc->ask->word, word;
	bool found = words.len == 0;

	if (irc->list_lines++ == 0)
		TELL(irc, "321 Channel :Users  Name");
	if (said->rule->verb == VERB_OK) {
		TELL(irc, "323 :End of /LIST");
		irc->list_lines = 0;
		return;
	}
	(void)str_word(&topic);
	(void)str_word(&topic);
	while (irc_next_word(&words, &word))
		found |= mask_matches(word, channel);
	if (found && !str_eq(said->arg[1], STR("0")))
		TELL(irc, "322 %1 %2 :%o3", channel, said->arg[1], topic);
}

/*
 * MODE: the modes of channels, which the router changes one at a time, and
 * those of the client itself.
 */

/* The modes of channels. The first three are lists; flags have no parameter. */
#define LISTS STR("beI")
#define WITH_WORD STR("beIfklov")
#define FLAGS STR("CHRimnst")

/*
 * One change in a line, such as "+o" and its parameter, or several flags at
 * once.
 */
struct change {
	char what[1 + sizeof("CHRimnst")];
	size_t len;
	struct str word;
};

/* Returns whether the change needs a parameter: not "-l", nor "-f". */
static bool
needs_word(const struct change *change)
{
	return irc_has(WITH_WORD, change->what[1]) &&
	    (change->what[0] == '+' || !irc_has(STR("fl"), change->what[1]));
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
 * "~t:TIME:" and "~m:".
 */
static struct str
whole_mask(struct str mask, char room[MASK_ROOM])
{
	struct str rest = mask, before = mask;

	if (str_skip(&rest, STR("~t:")))
		(void)str_cut(&rest, ':');
	(void)str_skip(&rest, STR("~m:"));
	before.len -= rest.len;
	if (rest.len == 0 || irc_has(rest, '!') || irc_has(rest, '@') ||
	    rest.at[0] == '~' || (!irc_has(rest, '.') && !irc_has(rest, ':')))
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
		irc_ask(irc,
		    *name.at == 'b'	? IRC_ASKS_BANS :
			*name.at == 'e' ? IRC_ASKS_EXCEPTS :
					  IRC_ASKS_INVEXES,
		    channel, STRS(STR("masks"), irc_group(channel), name));
	else if (needs_word(change) && word.len == 0 && !off_key)
		TELL(irc, "696 %w1 %2 * :You must specify a parameter", channel,
		    name);
	/* Only a command's last word may have spaces, and here none may. */
	else if (irc_has(word, ' ') ||
	    TRY(irc, MODE, of, STR("mode"), irc_group(channel), what, word) !=
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
	    TRY(irc, FLAG, what, STR("flag"),
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

	if (is_channel && group_check(group) != CODE_OK) {
		irc_error(
		    irc, IRC_ASKS_MODE, CODE_NO_SUCH_GROUP, target, nothing);
		return;
	}
	if (!is_channel && !str_caseeq(target, irc_nick(irc))) {
		TELL(irc, "502 :Cannot change mode for other users");
		return;
	}
	if (line->count < 2 && is_channel)
		ASK(irc, MODE, target, STR("mode"), group);
	else if (line->count < 2)
		ASK(irc, FLAG, nothing, STR("flag"));
	while (next_change(&text, &sign, line, &param, &change)) {
		if (is_channel)
			change_channel(irc, target, &change);
		else
			change_self(irc, &change);
	}
}

/* Shows "ok mode G LETTERS CREATED ROLE LIMIT KEY [FLOOD]". */
static void
tell_modes(struct irc *irc, struct str rest)
{
	const struct str group = str_word(&rest), set = str_word(&rest),
			 created = str_word(&rest), role = str_word(&rest);
	struct str limit = str_word(&rest), key = str_word(&rest);
	uint64_t time;

	(void)role;
	if (!str_to_number(created, UINT64_MAX, &time))
		return; /* the answer to a change without effect */
	if (str_eq(limit, STR("0")))
		limit = nothing;
	if (str_eq(key, STR("-")))
		key = nothing;
	TELL(irc, "324 #%1 +%2%3%4%5[ %6][ %7][ %8]", group,
	    str_eq(set, STR("-")) ? nothing : set,
	    key.len > 0 ? STR("k") : nothing,
	    limit.len > 0 ? STR("l") : nothing,
	    rest.len > 0 ? STR("f") : nothing, key, limit, rest);
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

/* The most bytes of a WHOX token; a longer one is ignored. */
#define TOKEN ((size_t)3)

/*
 * The fields of WHOX, in its own order, with the arguments of "person G ROLE
 * ACTOR ID SECONDS REALNAME"; the seventh word is the token, the eighth has the
 * flags, and the ninth is '#' or empty.
 */
static const struct {
	char letter;
	const char *form;
} fields[] = { { 't', " %7" }, { 'c', " %9%1" }, { 'u', " %U3" },
	{ 'i', " 255.255.255.255" }, { 'h', " %H3" }, { 's', " %s" },
	{ 'n', " %a3" }, { 'f', " %8" }, { 'd', " 0" }, { 'l', " %5" },
	{ 'a', " %A3" }, { 'o', " n/a" }, { 'r', " :%6" } };

/*
 * Sends 352 CHANNEL USER HOST SERVER NICK FLAGS :HOPS REALNAME; or 354 with the
 * fields that "FIELDS,TOKEN" asks for.
 */
static void
tell_who(struct irc *irc, const struct command *person, struct str wanted)
{
	const bool plain = wanted.at == NULL;
	const struct str letters = str_cut(&wanted, ',');
	const struct str role = person->arg[1];
	struct str words[10];

	memcpy(words + 1, person->arg, sizeof(person->arg));
	words[7] = wanted.len > 0 && wanted.len <= TOKEN ? wanted : STR("0");
	/* Here or away, server operator, role, bot. */
	words[8] = IRC_CAT(8, irc_has(role, 'a') ? STR("G") : STR("H"),
	    irc_has(role, 'S') ? STR("*") : nothing, irc_signs(irc, role),
	    irc_has(irc_actor(person->arg[2]).flags, 'B') ? STR("B") : nothing);
	words[9] = str_eq(words[1], STR("*")) ? nothing : STR("#");
	if (plain) {
		words[0] = STR("352 %9%1 %U3 %H3 %s %a3 %8 :0 %6");
		irc_tell(irc, words, COUNT(words));
		return;
	}
	irc_out_begin(irc, NULL);
	OUT_FORM(irc, "354 %n");
	for (size_t i = 0; i < COUNT(fields); i++)
		if (irc_has(letters, fields[i].letter)) {
			words[0] = str_from(fields[i].form);
			irc_out_form(irc, words, COUNT(words));
		}
	irc_out_end(irc);
}

/*
 * Handles WHO [MASK [[o]%FIELDS[,TOKEN]]]. Both words are kept for the answers.
 * The router is asked for a group, or for "@" and a mask.
 */
void
irc_who(struct irc *irc, const struct irc_line *line)
{
	const struct str mask = line->count > 0 ? line->param[0] : STR("*");
	const struct str group = irc_group(mask);
	const struct str people = IRC_CAT(
	    IRC_BODY + 1, STR("@"), str_eq(mask, STR("0")) ? STR("*") : mask);

	ASK(irc, WHO, IRC_ABOUT(mask, line->param[1]), STR("who"),
	    group.len > 0 ? group : people);
}

void
irc_hear_who(struct irc *irc, const struct command *said)
{
	struct str options = irc->ask->word;
	const struct str mask = str_word(&options);
	struct str wanted = options;

	(void)str_cut(&wanted, '%'); /* null if there is none */
	if (said->rule->verb != VERB_PERSON) {
		TELL(irc, "315 %w1 :End of WHO list", mask);
		return;
	}
	if (options.len == 0 || options.at[0] != 'o' ||
	    irc_has(said->arg[1], 'S'))
		tell_who(irc, said, wanted);
}

/* Handles WHOIS [SERVER] NAMES. */
void
irc_whois(struct irc *irc, const struct irc_line *line)
{
	struct str names = line->param[line->count > 1], name;

	if (names.len == 0)
		TELL(irc, "431 :No nickname given");
	while (irc_next_word(&names, &name))
		if (name.len > 0)
			ASK(irc, WHOIS, name, STR("whois"), name);
}

/*
 * The room for channels in a 319, in bytes, even with the longest names of
 * server and clients.
 */
#define CHANNELS_ROOM ((size_t)360)

/* Sends the channels collected so far. */
static void
tell_channels(struct irc *irc, struct str name)
{
	if (irc->list.len > 0)
		TELL(irc, "319 %1 :%2", name, IRC_STR(irc->list));
	irc->list.len = 0;
}

/*
 * Takes the lines person, in, gone and from, and then ok, or err. What depends
 * on "person * ROLE ACTOR ID SECONDS REALNAME" is not in the table.
 */
void
irc_hear_whois(struct irc *irc, const struct command *said)
{
	const struct str actor = said->arg[2];

	if (said->rule->verb == VERB_IN) { /* NAME ROLE G */
		if (irc->list.len + sizeof(" @+#") + said->arg[2].len >
		    CHANNELS_ROOM)
			tell_channels(irc, said->arg[0]);
		(void)IRC_ADD(irc->list, irc->list.len > 0 ? STR(" ") : nothing,
		    irc_signs(irc, said->arg[1]), STR("#"), said->arg[2]);
		return;
	}
	tell_channels(irc, irc->ask->word);
	irc_hear_forms(irc, said);
	if (said->rule->verb != VERB_PERSON)
		return;
	if (irc_has(said->arg[1], 'S'))
		TELL(irc, "313 %a1 :is an IRC operator", actor);
	if (irc_actor(actor).account.len > 0)
		TELL(irc, "330 %a1 %u1 :is logged in as", actor);
	if (irc_has(irc_actor(actor).flags, 'B'))
		TELL(irc, "335 %a1 :is a bot", actor);
}

/*
 * Handles MONITOR. A word that cannot be a name is reported as offline, as most
 * servers do, and is not added to the list.
 */
void
irc_monitor(struct irc *irc, const struct irc_line *line)
{
	const struct str word = line->param[0];
	struct str names = line->param[1], name;

	if (str_caseeq(word, STR("C")))
		ASK(irc, NOTHING, word, STR("unwatch"));
	if (str_caseeq(word, STR("L")))
		ASK(irc, MONITORED, word, STR("watching"));
	if (str_caseeq(word, STR("S")))
		ASK(irc, MONITOR, word, STR("watching"));
	if (str_eq(word, STR("-")))
		while (irc_next_word(&names, &name))
			if (name.len > 0) /* else all would go */
				ASK(irc, NOTHING, name, STR("unwatch"), name);
	if (str_eq(word, STR("+")))
		while (irc_next_word(&names, &name))
			if (TRY(irc, MONITOR, name, STR("watch"), name) !=
			    CODE_OK)
				TELL(irc, "731 :%w1", name);
}

/* The most names of USERHOST, by RFC 2812. */
#define USERHOSTS 5

/* The room for names in the reply to ISON and USERHOST, in bytes. */
#define HERE_ROOM ((size_t)380)

/*
 * Handles ISON and USERHOST: asks about each name, and finally for the end.
 * Each parameter may hold several names, separated by spaces.
 */
void
irc_here(struct irc *irc, const struct irc_line *line)
{
	const bool ison = str_caseeq(line->command, STR("ISON"));
	const size_t most =
	    ison || line->count < USERHOSTS ? line->count : USERHOSTS;

	for (size_t i = 0; i < most; i++) {
		struct str rest = line->param[i];
		while (rest.len > 0) {
			const struct str name = str_word(&rest);
			if (!irc_has(name, '*') && !irc_has(name, '?'))
				irc_ask(irc,
				    ison ? IRC_ASKS_ISON : IRC_ASKS_USERHOST,
				    name,
				    STRS(STR("who"),
					IRC_CAT(IRC_BODY + 1, STR("@"), name)));
		}
	}
	ASK(irc, HERE_END, ison ? STR("303") : STR("302"), STR("ping"));
}

/*
 * Takes "person * ROLE ACTOR ..." and "ok who @NAME COUNT": collects NAME, or
 * NAME[*]=+USER@HOST, with - instead of + if the person is away.
 */
void
irc_hear_here(struct irc *irc, const struct command *said)
{
	const bool ison = irc->ask->what == IRC_ASKS_ISON;
	const struct str role = said->arg[1];
	struct str mask = said->arg[2], name;

	if (said->rule->verb != VERB_PERSON)
		return;
	mask = irc_actor(mask).mask;
	name = str_cut(&mask, '!');
	name = IRC_CAT(LIMIT_NAME + 3, name,
	    !ison && irc_has(role, 'S') ? STR("*") : nothing,
	    ison		   ? nothing :
		irc_has(role, 'a') ? STR("=-") :
				     STR("=+"));
	(void)irc_list_add(irc, HERE_ROOM, name,
	    ison ? nothing : mask); /* or no room is left */
}

/* Sends the reply, after the answers about all names. */
void
irc_hear_here_end(struct irc *irc, const struct command *said)
{
	(void)said;
	OUT_LINE(irc, NULL, "%0 %n :%1", IRC_STR(irc->list));
	irc->list.len = 0;
}
