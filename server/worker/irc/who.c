/* WHO: see who.h. */
#include "worker/irc/who.h"

#include "worker/irc/ask.h"
#include "worker/irc/channel.h"
#include "worker/irc/out.h"

/* Of more bytes than this a token of WHOX is none. */
#define TOKEN ((size_t)3)

static const struct str nothing;

/* A line of the router: person G ROLE ACTOR ID SECONDS REALNAME */
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
	const struct str mask = person.actor.mask;
	const char *mark = memchr(mask.at, '!', mask.len);
	const char *at = memchr(mask.at, '@', mask.len);

	if (mark != NULL && at != NULL) {
		person.user =
		    (struct str) { mark + 1, (size_t)(at - mark - 1) };
		person.host = (struct str) { at + 1,
			(size_t)(mask.at + mask.len - at - 1) };
	}
	return person;
}

static void
put_channel(struct irc *irc, const struct person *person)
{
	if (!str_eq(person->group, STR("*")))
		OUT(irc, STR("#"));
	OUT(irc, person->group);
}

/* Here or gone, an operator of the server, the role, a bot. */
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

/* 352 CHANNEL USER HOST SERVER NICK FLAGS :HOPS REALNAME */
static void
tell_plain(struct irc *irc, const struct person *person)
{
	irc_out_begin(irc, NULL);
	OUT(irc, STR("352 "), irc_nick(irc), STR(" "));
	put_channel(irc, person);
	OUT(irc, STR(" "), person->user, STR(" "), person->host, STR(" "),
	    irc_server(irc), STR(" "), person->actor.name, STR(" "));
	put_flags(irc, person);
	OUT(irc, STR(" :0 "), person->real);
	irc_out_end(irc);
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

/* 354 and the fields, in an order of their own: "FIELDS,TOKEN". */
static void
tell_fields(struct irc *irc, const struct person *person, struct str wanted)
{
	static const char order[] = "tcuihsnfdlaor";
	const char *comma = memchr(wanted.at, ',', wanted.len);
	struct str token = STR("0");

	if (comma != NULL) {
		token = (struct str) { comma + 1,
			(size_t)(wanted.at + wanted.len - comma - 1) };
		wanted.len = (size_t)(comma - wanted.at);
		if (token.len == 0 || token.len > TOKEN)
			token = STR("0");
	}
	irc_out_begin(irc, NULL);
	OUT(irc, STR("354 "), irc_nick(irc));
	for (const char *field = order; *field != '\0'; field++)
		if (irc_has(wanted, *field))
			put_field(irc, person, *field, token);
	irc_out_end(irc);
}

static void
end(struct irc *irc, struct str mask)
{
	NUMERIC(irc, "315", irc_word(mask), STR(" :End of WHO list"));
}

/* What is asked: a group, or "@" and a mask. */
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
	    str_eq(mask, STR("0")) ? STR("*") : mask); /* of a line: fits */
	return IRC_ASK(irc, IRC_ASKS_WHO, about, STR("who"), buf_str(&buf));
}

/* WHO MASK [[o]%FIELDS[,TOKEN]]; the answers need both. */
enum irc_done
irc_who(struct irc *irc, const struct irc_line *line)
{
	const struct str mask = line->count > 0 ? line->param[0] : nothing;
	struct irc_about room;
	const struct str about =
	    IRC_ABOUT(&room, mask, line->count > 1 ? line->param[1] : nothing);

	if (mask.len > 0 && ask_for(irc, mask, about) == CODE_OK)
		return IRC_DONE;
	if (!irc_settled(irc))
		return IRC_WAIT;
	end(irc, mask);
	return IRC_DONE;
}

void
irc_hear_who(struct irc *irc, const struct ask *ask, const struct command *said)
{
	struct str options = ask->word;
	const struct str mask = str_word(&options);
	const char *percent =
	    options.len > 0 ? memchr(options.at, '%', options.len) : NULL;

	if (said->rule->verb != VERB_PERSON) {
		end(irc, mask);
		return;
	}
	const struct person person = person_of(said);
	if (options.len > 0 && options.at[0] == 'o' &&
	    !irc_has(person.role, 'S'))
		return;
	if (percent == NULL)
		tell_plain(irc, &person);
	else
		tell_fields(irc, &person,
		    (struct str) { percent + 1,
			(size_t)(options.at + options.len - percent - 1) });
}
