/*
 * Information about people: WHO, with the fields of WHOX, for a channel or for
 * all that match a mask; WHOIS for one person; and WHOWAS for one who has left.
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

static void
put_channel(struct irc *irc, const struct person *person)
{
	if (!str_eq(person->group, STR("*")))
		OUT(irc, STR("#"));
	OUT(irc, person->group);
}

/* Writes the flags: here or away, server operator, role, bot. */
static void
put_flags(struct irc *irc, const struct person *person)
{
	const bool o = irc_has(person->role, 'o'),
		   v = irc_has(person->role, 'v');

	OUT(irc, irc_has(person->role, 'a') ? STR("G") : STR("H"),
	    irc_has(person->role, 'S') ? STR("*") : nothing,
	    o	  ? v ? irc_signs(irc, STR("ov")) : STR("@") :
		v ? STR("+") :
		    nothing,
	    irc_has(person->actor.flags, 'B') ? STR("B") : nothing);
}

static void
put_field(
    struct irc *irc, const struct person *person, char field, struct str token)
{
	const struct str values[] = { token, person->user,
		STR("255.255.255.255"), person->host, irc_server(irc),
		person->actor.name, STR("0"), person->idle,
		person->actor.account.len > 0 ? person->actor.account :
						STR("0"),
		STR("n/a") };
	static const char fields[] = "tuihsndlao";
	const char *at = strchr(fields, field);

	OUT(irc, STR(" "));
	if (field == 'c')
		put_channel(irc, person);
	else if (field == 'f')
		put_flags(irc, person);
	else if (field == 'r')
		OUT(irc, STR(":"), person->real);
	else if (at != NULL)
		OUT(irc, values[at - fields]);
}

/* Sends 352 CHANNEL USER HOST SERVER NICK FLAGS :HOPS REALNAME. */
static void
tell_plain(struct irc *irc, const struct person *person)
{
	irc_out_begin(irc, NULL);
	OUT(irc, STR("352 "), irc_nick(irc));
	for (const char *field = "cuhsnf"; *field != '\0'; field++)
		put_field(irc, person, *field, nothing);
	OUT(irc, STR(" :0 "), person->real);
	irc_out_end(irc);
}

/*
 * Sends 354 with the fields that "FIELDS,TOKEN" asks for, in WHOX's own order.
 */
static void
tell_fields(struct irc *irc, const struct person *person, struct str wanted)
{
	const struct str fields = str_cut(&wanted, ',');
	const bool has_token = wanted.len > 0 && wanted.len <= TOKEN;

	irc_out_begin(irc, NULL);
	OUT(irc, STR("354 "), irc_nick(irc));
	for (const char *field = "tcuihsnfdlaor"; *field != '\0'; field++)
		if (irc_has(fields, *field))
			put_field(
			    irc, person, *field, has_token ? wanted : STR("0"));
	irc_out_end(irc);
}

static void
irc_who_end(struct irc *irc, struct str mask)
{
	NUMERIC(irc, "315", irc_word(mask), STR(" :End of WHO list"));
}

/* Sends the query for a group, or for "@" and a mask. */
static enum code
ask_for(struct irc *irc, struct str mask, struct str about)
{
	char room[IRC_BODY + 1];
	struct buf buf;

	if (irc_group(mask).len > 0)
		return IRC_ASK(
		    irc, IRC_ASKS_WHO, about, STR("who"), irc_group(mask));
	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, STR("@"),
	    str_eq(mask, STR("0")) ? STR("*") : mask); /* one line: it fits */
	return IRC_ASK(irc, IRC_ASKS_WHO, about, STR("who"), buf_str(&buf));
}

/* Handles WHO MASK [[o]%FIELDS[,TOKEN]]. Both words are kept for the answers.
 */
enum irc_done
irc_who(struct irc *irc, const struct irc_line *line)
{
	const struct str mask = line->param[0];
	struct irc_about room;
	const struct str about = IRC_ABOUT(&room, mask, line->param[1]);

	if (mask.len > 0 && ask_for(irc, mask, about) == CODE_OK)
		return IRC_DONE;
	irc_who_end(irc, mask);
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
		irc_who_end(irc, mask);
		return;
	}
	const struct person person = person_of(said);
	if (options.len > 0 && options.at[0] == 'o' &&
	    !irc_has(person.role, 'S'))
		return;
	if (fields.at == NULL)
		tell_plain(irc, &person);
	else
		tell_fields(irc, &person, fields);
}

/* Sends a numeric with NAME!USER@HOST as three words, and the real name. */
static void
tell_mask(struct irc *irc, const char *digits, struct str mask, struct str real)
{
	const struct str name = str_cut(&mask, '!');
	const struct str user = str_cut(&mask, '@');

	NUMERIC(irc, digits, name, STR(" "), user, STR(" "), mask, STR(" * :"),
	    real);
}

static void
end_whois(struct irc *irc, struct str name)
{
	NUMERIC(irc, "318", irc_word(name), STR(" :End of WHOIS list"));
}

static void
ask_table(struct irc *irc, struct str name)
{
	char room[IRC_TABLE];
	struct str table;

	if (irc_can(irc, CAP_METADATA) && irc_table(name, room, &table))
		(void)IRC_ASK(irc, IRC_ASKS_WHOIS_TABLE, name, STR("get"),
		    table); /* always valid */
}

/* Shows "row T KEY ID NAME VALUE"; the final ok ends the whole WHOIS. */
void
irc_hear_whois_table(struct irc *irc, const struct command *said)
{
	if (irc->whois_failed)
		return;
	if (said->rule->verb != VERB_ROW)
		end_whois(irc, irc->ask->word);
	else if (said->arg[4].len <= IRC_VALUE)
		NUMERIC(irc, "760", irc_word(irc->ask->word), STR(" "),
		    said->arg[1], STR(" * :"), said->arg[4]);
}

/* Handles WHOIS [SERVER] NAMES, one name per step. */
enum irc_done
irc_whois(struct irc *irc, const struct irc_line *line)
{
	struct str name;
	enum code code;

	if (!irc_word_at(line->param[line->count > 1], 0, &name)) {
		NUMERIC(irc, "431", STR(":No nickname given"));
		return IRC_DONE;
	}
	if (!irc_step_word(irc, line->param[line->count > 1], &name))
		return IRC_DONE;
	code = IRC_ASK(irc, IRC_ASKS_WHOIS, name, STR("whois"), name);
	if (code == CODE_OK) {
		ask_table(irc, name);
		return IRC_MORE;
	}
	irc_error(irc, IRC_ASKS_WHOIS, CODE_NO_SUCH_NAME, name);
	end_whois(irc, name);
	return IRC_MORE;
}

/* Shows "person * ROLE ACTOR ID SECONDS REALNAME". */
static void
tell_person(struct irc *irc, const struct command *said)
{
	const struct irc_actor actor = irc_actor(said->arg[2]);
	const struct str name = actor.name;
	uint64_t since;

	tell_mask(irc, "311", actor.mask, said->arg[5]);
	NUMERIC(
	    irc, "312", name, STR(" "), irc_server(irc), STR(" :forkcastd"));
	if (irc_has(said->arg[1], 'S'))
		NUMERIC(irc, "313", name, STR(" :is an IRC operator"));
	if (str_to_number(said->arg[3], UINT64_MAX, &since))
		NUMERIC(irc, "317", name, STR(" "), said->arg[4], STR(" "),
		    DECIMAL(since / SEC), STR(" :seconds idle, signon time"));
	if (actor.account.len > 0)
		NUMERIC(irc, "330", name, STR(" "), actor.account,
		    STR(" :is logged in as"));
	if (irc_has(actor.flags, 'B'))
		NUMERIC(irc, "335", name, STR(" :is a bot"));
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
		NUMERIC(irc, "319", name, STR(" :"), IRC_STR(irc->list));
	irc->list.len = 0;
}

/*
 * Takes "in NAME ROLE G", and sends the channels collected so far if no more
 * fit on the line.
 */
static void
collect_in(struct irc *irc, const struct command *said)
{
	const struct str signs = irc_signs(irc, said->arg[1]);

	if (irc->list.len + sizeof(" @+#") + said->arg[2].len > CHANNELS_ROOM)
		tell_channels(irc, said->arg[0]);
	(void)IRC_ADD(irc->list, irc->list.len > 0 ? STR(" ") : STR(""), signs,
	    STR("#"), said->arg[2]); /* fits */
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
		NUMERIC(irc, "378", said->arg[0], STR(" :is connecting from "),
		    said->arg[1]);
		break;
	case VERB_ERR:
		irc->whois_failed = true;
		irc_error(
		    irc, IRC_ASKS_WHOIS, CODE_NO_SUCH_NAME, irc->ask->word);
		end_whois(irc, irc->ask->word);
		break;
	case VERB_OK:
		irc->whois_failed = false;
		if (!irc_can(irc, CAP_METADATA))
			end_whois(irc, said->arg[1]);
		break;
	default:
		irc_event(irc, said, true);
	}
}

static void
end_whowas(struct irc *irc, struct str name)
{
	if (irc->list_lines == 0)
		NUMERIC(irc, "406", irc_word(name),
		    STR(" :There was no such nickname"));
	NUMERIC(irc, "369", irc_word(name), STR(" :End of WHOWAS"));
	irc->list_lines = 0;
}

/*
 * Returns the count of a WHOWAS, or an empty string, which means all, if it is
 * missing, invalid or 0.
 */
static struct str
count_of(const struct irc_line *line)
{
	uint64_t count;

	if (line->count < 2 ||
	    !str_to_number(line->param[1], UINT32_MAX, &count) || count == 0)
		return (struct str) { NULL, 0 };
	return line->param[1];
}

enum irc_done
irc_whowas(struct irc *irc, const struct irc_line *line)
{
	const struct str name = line->param[0];

	if (name.len > 0 &&
	    IRC_ASK(irc, IRC_ASKS_WHOWAS, name, STR("whowas"), name,
		count_of(line)) == CODE_OK)
		return IRC_DONE;
	if (!irc_settled(irc))
		return IRC_WAIT; /* another list may be in progress */
	if (name.len == 0)
		NUMERIC(irc, "431", STR(":No nickname given"));
	else
		end_whowas(irc, name);
	return IRC_DONE;
}

/* Shows "was ID ACTOR REALNAME". */
static void
tell_was(struct irc *irc, const struct command *said)
{
	const struct irc_actor actor = irc_actor(said->arg[1]);
	char room[IRC_DATE];
	uint64_t time;

	tell_mask(irc, "314", actor.mask, said->arg[2]);
	if (str_to_number(said->arg[0], UINT64_MAX, &time))
		NUMERIC(irc, "312", actor.name, STR(" "), irc_server(irc),
		    STR(" :"), irc_date(irc, time, room));
	irc->list_lines++;
}

void
irc_hear_whowas(struct irc *irc, const struct command *said)
{
	if (said->rule->verb == VERB_WAS)
		tell_was(irc, said);
	else
		end_whowas(irc, irc->ask->word);
}
