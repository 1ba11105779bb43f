/*
 * Information about people: WHO, with the fields of WHOX, for a channel or for
 * all that match a mask; WHOIS for one person; WHOWAS for one who has left;
 * whether certain people are here, once in one line by ISON and USERHOST, or
 * whenever they come and go by MONITOR, whose list the router keeps.
 */
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/session.h"

/* The most bytes of a WHOX token; a longer one is ignored. */
#define TOKEN ((size_t)3)

static const struct str nothing;

/* A line of the router: person G ROLE ACTOR ID SECONDS REALNAME. */
struct person {
	struct str group;
	struct str role;
	struct irc_actor actor;
	struct str user;
	struct str host;
	struct str idle;
	struct str real;
};

static struct person
person_of(const struct command *said)
{
	struct person person = { .group = said->arg[0],
		.role = said->arg[1],
		.actor = irc_actor(said->arg[2]),
		.idle = said->arg[4],
		.real = said->arg[5] };

	person.host = person.actor.mask;
	(void)str_cut(&person.host, '!');
	person.user = str_cut(&person.host, '@');
	return person;
}

/* Writes the flags: here or away, server operator, role, bot. */
static void
put_flags(struct irc *irc, const struct person *person)
{
	const bool o = irc_has(person->role, 'o'),
		   v = irc_has(person->role, 'v');

	OUT(irc, irc_has(person->role, 'a') ? STR("G") : STR("H"),
	    irc_has(person->role, 'S') ? STR("*") : nothing,
	    irc_signs(irc,
		o && v ? STR("ov") :
		    o  ? STR("o") :
		    v  ? STR("v") :
			 nothing),
	    irc_has(person->actor.flags, 'B') ? STR("B") : nothing);
}

static void
put_field(
    struct irc *irc, const struct person *person, char field, struct str token)
{
	const struct str account = person->actor.account;
	const struct str values[] = { token, person->user,
		STR("255.255.255.255"), person->host, irc_server(irc),
		person->actor.name, STR("0"), person->idle,
		account.len > 0 ? account : STR("0"), STR("n/a") };
	static const char fields[] = "tuihsndlao";
	const char *at = strchr(fields, field);

	OUT(irc, STR(" "));
	if (field == 'c')
		OUT(irc, str_eq(person->group, STR("*")) ? nothing : STR("#"),
		    person->group);
	else if (field == 'f')
		put_flags(irc, person);
	else if (field == 'r')
		OUT(irc, STR(":"), person->real);
	else if (at != NULL)
		OUT(irc, values[at - fields]);
}

/*
 * Sends 352 CHANNEL USER HOST SERVER NICK FLAGS :HOPS REALNAME; or 354 with the
 * fields that "FIELDS,TOKEN" asks for, in WHOX's own order.
 */
static void
tell_who(struct irc *irc, const struct person *person, struct str wanted)
{
	const bool plain = wanted.at == NULL;
	const struct str fields = str_cut(&wanted, ',');
	const struct str token =
	    wanted.len > 0 && wanted.len <= TOKEN ? wanted : STR("0");

	irc_out_begin(irc, NULL);
	OUT_FORM(irc, "%1 %n", plain ? STR("352") : STR("354"));
	for (const char *field = plain ? "cuhsnf" : "tcuihsnfdlaor";
	     *field != '\0'; field++)
		if (plain || irc_has(fields, *field))
			put_field(irc, person, *field, token);
	if (plain)
		OUT_FORM(irc, " :0 %1", person->real);
	irc_out_end(irc);
}

/*
 * Handles WHO [MASK [[o]%FIELDS[,TOKEN]]]. Both words are kept for the answers.
 * The router is asked for a group, or for "@" and a mask.
 */
enum irc_done
irc_who(struct irc *irc, const struct irc_line *line)
{
	const struct str mask = line->count > 0 ? line->param[0] : STR("*");
	const struct str group = irc_group(mask);
	char room[IRC_BODY + 1];
	struct irc_about about;
	struct buf buf;
	const struct str of = IRC_ABOUT(&about, mask, line->param[1]);

	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, group.len > 0 ? nothing : STR("@"),
	    group.len > 0	       ? group :
		str_eq(mask, STR("0")) ? STR("*") :
					 mask); /* one line: it fits */
	if (mask.len == 0 ||
	    ASK(irc, WHO, of, STR("who"), buf_str(&buf)) != CODE_OK)
		TELL(irc, "315 %w1 :End of WHO list", mask);
	return IRC_DONE;
}

void
irc_hear_who(struct irc *irc, const struct command *said)
{
	struct str options = irc->ask->word;
	const struct str mask = str_word(&options);
	struct str fields = options;

	(void)str_cut(&fields, '%'); /* null if there is none */
	if (said->rule->verb != VERB_PERSON) {
		TELL(irc, "315 %w1 :End of WHO list", mask);
		return;
	}
	const struct person person = person_of(said);
	if (options.len == 0 || options.at[0] != 'o' ||
	    irc_has(person.role, 'S'))
		tell_who(irc, &person, fields);
}

/* Handles WHOIS [SERVER] NAMES, one name per step. */
enum irc_done
irc_whois(struct irc *irc, const struct irc_line *line)
{
	char room[IRC_TABLE];
	struct str name, table;

	if (line->param[line->count > 1].len == 0)
		TELL(irc, "431 :No nickname given");
	if (!irc_word_at(line->param[line->count > 1], irc->step, &name))
		return IRC_DONE;
	if (ASK(irc, WHOIS, name, STR("whois"), name) != CODE_OK) {
		irc_error(irc, IRC_ASKS_WHOIS, CODE_NO_SUCH_NAME, name);
		TELL(irc, "318 %w1 :End of WHOIS list", name);
	} else if (irc_can(irc, CAP_METADATA) &&
	    irc_table(name, room, &table)) {
		(void)ASK(irc, WHOIS_TABLE, name, STR("get"),
		    table); /* always valid */
	}
	return IRC_MORE;
}

/* Sends NAME!USER@HOST as three words, and the real name. */
static void
tell_mask(struct irc *irc, struct str digits, const struct person *person)
{
	irc_out_begin(irc, NULL);
	OUT_FORM(irc, "%1 %n %2 %3 %4 * :%5", digits, person->actor.name,
	    person->user, person->host, person->real);
	irc_out_end(irc);
}

/* Shows "person * ROLE ACTOR ID SECONDS REALNAME". */
static void
tell_person(struct irc *irc, const struct command *said)
{
	const struct person person = person_of(said);
	const struct str name = person.actor.name;

	tell_mask(irc, STR("311"), &person);
	TELL(irc, "312 %1 %s :forkcastd", name);
	if (irc_has(person.role, 'S'))
		TELL(irc, "313 %1 :is an IRC operator", name);
	TELL(irc, "317 %1 %2 %d3 :seconds idle, signon time", name, person.idle,
	    said->arg[3]);
	if (person.actor.account.len > 0)
		TELL(irc, "330 %1 %2 :is logged in as", name,
		    person.actor.account);
	if (irc_has(person.actor.flags, 'B'))
		TELL(irc, "335 %1 :is a bot", name);
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

/* Takes "in NAME ROLE G", and sends the channels collected if a line is full.
 */
static void
collect_in(struct irc *irc, const struct command *said)
{
	char room[LIMIT_GROUP + 3];
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, irc_signs(irc, said->arg[1]), STR("#"),
	    said->arg[2]); /* fits */
	if (irc_list_add(irc, CHANNELS_ROOM, nothing, buf_str(&buf)))
		return;
	tell_channels(irc, said->arg[0]);
	(void)irc_list_add(
	    irc, CHANNELS_ROOM, nothing, buf_str(&buf)); /* fits */
}

/* Takes the lines person, in, gone and from, and then ok, or err. */
void
irc_hear_whois(struct irc *irc, const struct command *said)
{
	if (said->rule->verb != VERB_IN)
		tell_channels(irc, irc->ask->word);
	switch (said->rule->verb) {
	case VERB_PERSON:
		tell_person(irc, said);
		break;
	case VERB_IN:
		collect_in(irc, said);
		break;
	case VERB_FROM:
		TELL(irc, "378 %1 :is connecting from %2", said->arg[0],
		    said->arg[1]);
		break;
	case VERB_ERR:
		irc->whois_failed = true;
		irc_error(
		    irc, IRC_ASKS_WHOIS, CODE_NO_SUCH_NAME, irc->ask->word);
		TELL(irc, "318 %w0 :End of WHOIS list");
		break;
	case VERB_OK:
		irc->whois_failed = false;
		if (!irc_can(irc, CAP_METADATA))
			TELL(irc, "318 %w1 :End of WHOIS list", said->arg[1]);
		break;
	default:
		irc_event(irc, said, true);
	}
}

/* Shows "row T KEY ID NAME VALUE"; the final ok ends the whole WHOIS. */
void
irc_hear_whois_table(struct irc *irc, const struct command *said)
{
	if (irc->whois_failed)
		return;
	if (said->rule->verb != VERB_ROW)
		TELL(irc, "318 %w0 :End of WHOIS list");
	else if (said->arg[4].len <= IRC_VALUE)
		TELL(irc, "760 %w0 %1 * :%2", said->arg[1], said->arg[4]);
}

static void
end_whowas(struct irc *irc, struct str name)
{
	if (irc->list_lines == 0)
		TELL(irc, "406 %w1 :There was no such nickname", name);
	TELL(irc, "369 %w1 :End of WHOWAS", name);
	irc->list_lines = 0;
}

/*
 * Handles WHOWAS NAME [COUNT]. A count that is missing, invalid or 0 means all.
 */
enum irc_done
irc_whowas(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0];
	uint64_t count = 0;

	(void)str_to_number(line->param[1], UINT32_MAX, &count);
	if (name.len > 0 &&
	    ASK(irc, WHOWAS, name, STR("whowas"), name,
		count > 0 ? line->param[1] : nothing) == CODE_OK)
		return IRC_DONE;
	if (!irc_settled(irc))
		return IRC_WAIT; /* another list may be in progress */
	if (name.len == 0)
		TELL(irc, "431 :No nickname given");
	else
		end_whowas(irc, name);
	return IRC_DONE;
}

/* Takes "was ID ACTOR REALNAME", and the end of them. */
void
irc_hear_whowas(struct irc *irc, const struct command *said)
{
	struct person person;

	if (said->rule->verb != VERB_WAS) {
		end_whowas(irc, irc->ask->word);
		return;
	}
	person = person_of(said);
	person.actor = irc_actor(said->arg[1]);
	person.host = person.actor.mask;
	(void)str_cut(&person.host, '!');
	person.user = str_cut(&person.host, '@');
	person.real = said->arg[2];
	tell_mask(irc, STR("314"), &person);
	TELL(irc, "312 %1 %s :%D2", person.actor.name, said->arg[0]);
	irc->list_lines++;
}

/*
 * Changes one name of MONITOR per step. A word that cannot be a name is
 * reported as offline, as most servers do, and is not added to the list.
 */
static enum irc_done
change_monitored(struct irc *irc, const struct irc_line *line)
{
	const bool adds = line->param[0].at[0] == '+';
	struct str name;

	if (line->count < 2 || !irc_word_at(line->param[1], irc->step, &name))
		return IRC_DONE;
	if (!adds && name.len > 0) /* else all would go */
		(void)ASK(irc, NOTHING, name, STR("unwatch"), name);
	else if (adds && ASK(irc, MONITOR, name, STR("watch"), name) != CODE_OK)
		TELL(irc, "731 :%w1", name);
	return IRC_MORE;
}

enum irc_done
irc_monitor(struct irc *irc, const struct irc_line *line)
{
	const struct str word = line->param[0];

	switch (word.len == 1 ? *word.at : '\0') {
	case '+':
	case '-':
		return change_monitored(irc, line);
	case 'C':
	case 'c':
		return ASK_OR_TELL(
		    irc, NOTHING, STR("MONITOR"), STR("unwatch"));
	case 'L':
	case 'l':
		return ASK_OR_TELL(
		    irc, MONITORED, STR("MONITOR"), STR("watching"));
	case 'S':
	case 's':
		return ASK_OR_TELL(
		    irc, MONITOR, STR("MONITOR"), STR("watching"));
	default:
		return IRC_DONE;
	}
}

/* The most names of USERHOST, by RFC 2812. */
#define USERHOSTS 5

/* The room for names in the reply to ISON and USERHOST, in bytes. */
#define HERE_ROOM ((size_t)380)

/*
 * Finds the name for the current step. Each parameter may hold several names,
 * separated by spaces. Returns false after the last one.
 */
static bool
step_name(const struct irc *irc, const struct irc_line *line, size_t params,
    struct str *name)
{
	size_t number = 0;

	for (size_t i = 0; i < params; i++) {
		struct str rest = line->param[i];
		while (rest.len > 0) {
			*name = str_word(&rest);
			if (name->len > 0 && number++ == irc->step)
				return true;
		}
	}
	return false;
}

/* Asks about one name per step, and finally for the end. */
static enum irc_done
ask_next(struct irc *irc, const struct irc_line *line, enum irc_asks what,
    size_t params)
{
	char room[IRC_BODY + 1];
	struct buf buf;
	struct str name;

	if (!step_name(irc, line, params, &name)) {
		(void)ASK(irc, HERE_END,
		    what == IRC_ASKS_ISON ? STR("303") : STR("302"),
		    STR("ping")); /* valid */
		return IRC_DONE;
	}
	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, STR("@"), name); /* one line: it fits */
	if (!irc_has(name, '*') && !irc_has(name, '?'))
		(void)IRC_ASK(irc, what, name, STR("who"),
		    buf_str(&buf)); /* an invalid name is not here */
	return IRC_MORE;
}

enum irc_done
irc_ison(struct irc *irc, const struct irc_line *line)
{
	return ask_next(irc, line, IRC_ASKS_ISON, line->count);
}

enum irc_done
irc_userhost(struct irc *irc, const struct irc_line *line)
{
	return ask_next(irc, line, IRC_ASKS_USERHOST,
	    line->count < USERHOSTS ? line->count : USERHOSTS);
}

/*
 * Takes "person * ROLE ACTOR ..." and "ok who @NAME COUNT": collects NAME, or
 * NAME[*]=+USER@HOST, with - instead of + if the person is away.
 */
void
irc_hear_here(struct irc *irc, const struct command *said)
{
	const struct person person = person_of(said);
	char room[IRC_MASK + 3];
	struct buf buf;

	if (said->rule->verb != VERB_PERSON)
		return;
	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, person.actor.name); /* these fit */
	if (irc->ask->what == IRC_ASKS_USERHOST)
		(void)BUF_CAT(&buf,
		    irc_has(person.role, 'S') ? STR("*") : nothing,
		    irc_has(person.role, 'a') ? STR("=-") : STR("=+"),
		    person.user, STR("@"), person.host);
	(void)irc_list_add(
	    irc, HERE_ROOM, nothing, buf_str(&buf)); /* or no room is left */
}

/* Sends the reply, after the answers about all names. */
void
irc_hear_here_end(struct irc *irc, const struct command *said)
{
	(void)said;
	irc_out_begin(irc, NULL);
	OUT_FORM(irc, "%0 %n :%1", IRC_STR(irc->list));
	irc_out_end(irc);
	irc->list.len = 0;
}
