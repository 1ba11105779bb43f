/*
 * Information about people: WHO, with the fields of WHOX, for a channel or for
 * all that match a mask; WHOIS for one person; WHOWAS for one who has left;
 * whether certain people are here, once in one line by ISON and USERHOST, or
 * whenever they come and go by MONITOR, whose list the router keeps.
 */
#include "worker/irc/session.h"

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
 * Handles WHOWAS NAME [COUNT]. A count that is missing, invalid or 0 means all.
 */
void
irc_whowas(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0];
	uint64_t count = 0;

	(void)str_to_number(line->param[1], UINT32_MAX, &count);
	if (name.len == 0)
		TELL(irc, "431 :No nickname given");
	else
		ASK(irc, WHOWAS, name, STR("whowas"), name,
		    count > 0 ? line->param[1] : nothing);
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
			ASK(irc, MONITOR, name, STR("watch"), name);
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
			if (name.len > 0 && !irc_has(name, '*') &&
			    !irc_has(name, '?'))
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
