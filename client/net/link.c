/* A link that keeps itself up: see link.h. */
#include "net/link.h"

#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/codes.h"
#include "shared/die.h"
#include "text/render.h"

#define BYE_SAID "disconnected by the server: %s"
#define NAME_REFUSED "name %.*s refused: %s"

/* Silence of the server after which we ping it. */
#define SILENCE (60 * SEC)

/* Extra time for reading what is there when an answer is overdue. */
#define LATE_TIME SEC

/*
 * A made-up name is the base and a number; after so many attempts, the process
 * ID is in it, and there is a last one. The fallback is for a base that is not
 * valid in the chat.
 */
#define NUMBERS 16
#define ATTEMPTS (2 * NUMBERS)
#define FALLBACK "script"

/*
 * How long to retry while our name is taken. The dead connection may hold it
 * until the server notices: it probes after 30 s without an acknowledgement,
 * and sends a ping before that.
 */
#define NAME_PATIENCE (120 * SEC)

static void __attribute__((format(printf, 3, 4)))
fail_link(struct link *link, int status, const char *format, ...)
{
	char why[LINK_WHY];
	va_list values;

	va_start(values, format);
	if (vsnprintf(why, sizeof(why), format, values) < 0)
		why[0] = '\0';
	va_end(values);
	link->options.fail(link->options.owner, status, why);
}

static bool
has_name(const struct link *link)
{
	return session_name(link->session).len > 0;
}

/* Makes the text of a refusal fit to be shown. */
static const char *
why_of(const struct command *err, char room[LINK_WHY / 2])
{
	return render_string(room, LINK_WHY / 2, &err->arg[2], 1);
}

/*
 * Returns whether reconnecting makes sense after a bye with this code. It does
 * not if the server threw us out for our behaviour. A client that still waits
 * for its name (named is false) cannot help being idle.
 */
static bool
may_return(struct str code, bool named)
{
	static const enum bye byes[] = { BYE_SHUTDOWN, BYE_RESTART,
		BYE_SERVER_GONE, BYE_SERVER_FULL, BYE_SLOW_READER,
		BYE_INTERNAL };

	for (size_t i = 0; i < COUNT(byes); i++)
		if (str_eq(bye_word(byes[i]), code))
			return true;
	return !named && str_eq(code, bye_word(BYE_IDLE));
}

/* Room for one string of the list: group, space, key and NUL. */
#define GROUP_SIZE (LIMIT_GROUP + 1 + LIMIT_GROUP_KEY + 1)

/*
 * Returns a null-terminated list of groups to join: those that we are in, each
 * with a space and its key if we know one, and those of the null-terminated
 * list others. Free it with one free. Exits the program if there is no memory.
 */
static char **
groups_of(const struct world *joined, char *const *others)
{
	size_t most = joined->count;

	for (size_t i = 0; others[i] != NULL; i++)
		most++;
	char **list = calloc(1, (most + 1) * sizeof(*list) + most * GROUP_SIZE);
	if (list == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	char *text = (char *)(list + most + 1);
	for (size_t i = 0; i < most; i++, text += GROUP_SIZE) {
		const bool in = i < joined->count;
		const struct str group = in ?
		    world_at(joined, i) :
		    str_from(others[i - joined->count]);
		const struct str key = world_key(joined, group);
		list[i] = text;
		(void)snprintf(text, GROUP_SIZE, "%.*s%s%.*s", (int)group.len,
		    group.at, key.len > 0 ? " " : "", (int)key.len, key.at);
	}
	return list;
}

/* Returns the group in a string of groups_of, without the key. */
static struct str
group_in(const char *group)
{
	struct str rest = str_from(group);

	return str_word(&rest);
}

/* Schedules the next step, and tells why the last one did not do. */
static void
put_off(struct link *link, enum link_news news, const char *why)
{
	char time[REJOIN_TIME];

	link->until = dial_again(&link->tries, time);
	link->options.tell(link->options.owner, news, why, time);
}

/* Rests after an attempt to connect has failed. */
static void
rest(struct link *link, const char *why)
{
	const uint32_t hash = str_hash(str_from(why));

	link->state = LINK_RESTS;
	put_off(link, hash == link->missed ? LINK_AGAIN : LINK_FAILED, why);
	link->missed = hash;
}

/*
 * Makes up a valid name that collides neither with the user's own client nor
 * with other scripts: the base or else the login name, and "-1", "-2" and so
 * on; first the base alone, if we are the person. One that is too long is cut,
 * and must still be valid then.
 */
static void
make_name(const struct link *link, char room[LIMIT_NAME + 1])
{
	const struct passwd *user = getpwuid(getuid());
	const char *base = link->options.name;
	const unsigned number = link->attempt + !link->options.itself;
	char suffix[sizeof("-4294967295-4294967295")] = "";
	int len = 0;

	if (base == NULL && user != NULL)
		base = user->pw_name;
	if (number > NUMBERS)
		len = snprintf(suffix, sizeof(suffix), "-%u-%u",
		    (unsigned)getpid(), link->attempt);
	else if (number > 0)
		len = snprintf(suffix, sizeof(suffix), "-%u", number);
	(void)snprintf(room, LIMIT_NAME + 1, "%.*s%s", LIMIT_NAME - len,
	    base != NULL ? base : "", suffix);
	if (name_check(str_from(room)) != CODE_OK)
		(void)snprintf(
		    room, LIMIT_NAME + 1, FALLBACK "%s", suffix); /* it fits */
}

/* Returns the name to ask for now, maybe in room; empty if there is none. */
static struct str
wanted_name(const struct link *link, char room[LIMIT_NAME + 1])
{
	const char *name = link->options.name;

	/* By the name of the start an account's devices find each other. */
	if (link->name[0] != '\0' &&
	    (link->options.secret == NULL || name == NULL))
		return str_from(link->name);
	if (link->options.name_exact)
		return str_from(name != NULL ? name : "");
	make_name(link, room);
	return str_from(room);
}

/* A person also wants events of those whom it watches. */
static void
want_full(struct link *link)
{
	SESSION_ASK(link->session, VERB_WANT, STR("want"),
	    link->options.person ? STR("all") : STR("full"));
}

/*
 * Says the next of what we say to begin with, after which there may be more;
 * false if the next must wait or there is none.
 */
static bool
say_next(struct link *link)
{
	const struct link_options *options = &link->options;
	struct session *session = link->session;
	char room[LIMIT_NAME + 1];

	switch (link->step) {
	case LINK_PASS:
		link->step = LINK_LOGIN;
		if (options->password != NULL)
			SESSION_ASK(session, VERB_PASS, STR("pass"),
			    str_from(options->password));
		if (options->secret != NULL && !login_is_on(&link->login))
			login_begin(&link->login, options->account,
			    options->secret, STR(""));
		return true;
	case LINK_LOGIN:
		if (login_is_on(&link->login)) {
			login_go_on(&link->login, session);
			return false;
		}
		link->step = LINK_NAME;
		/*
		 * Before the name, which may bring events: their flags tell
		 * whether they are answers. A script is not its person.
		 */
		want_full(link);
		if (options->secret != NULL && !options->person)
			SESSION_ASK(session, VERB_FLAG, STR("flag"), STR("+B"));
		/*
		 * By the name we may be one more connection of who is here, or
		 * away, as another has said later: then that is told.
		 */
		if (options->person && options->away[0] != '\0')
			SESSION_ASK(session, VERB_AWAY, STR("away"),
			    str_from(options->away));
		return true;
	case LINK_NAME:
		link->step = LINK_GROUPS;
		const struct str name = wanted_name(link, room);
		if (has_name(link) || name.len == 0)
			return true;
		if (options->person)
			SESSION_SAY(session, VERB_NAME, STR("name"), name);
		else
			SESSION_ASK(session, VERB_NAME, STR("name"), name);
		return true;
	case LINK_GROUPS:
		if (login_is_on(&link->login)) /* a later one */
			login_go_on(&link->login, session);
		if (!has_name(link))
			return false;
		if (*link->groups == NULL)
			return false;
		link->joining = *link->groups++;
		SESSION_SAY(
		    session, VERB_JOIN, STR("join"), str_from(link->joining));
		return false;
	}
	return false;
}

/* Says what can be said to begin with. */
static void
greet(struct link *link)
{
	while (
	    link->until == 0 && session_ready(link->session) && say_next(link))
		continue;
}

void
link_begin(struct link *link, struct session *session,
    const struct link_options *options, char *const *groups)
{
	link->options = *options;
	link->session = session;
	link->groups = groups;
	link->dial.fd = -1;
	const int fd = options->via != NULL ?
	    dial_via(&link->via, options->via, options->person) :
	    dial_or_end(options->address, clock_mono() + options->timeout);
	if (fd == -1)
		die_errno(EX_OSERR, "cannot run the command of via");
	session_init(session, fd);
	greet(link);
}

bool
link_is_begun(const struct link *link)
{
	return link->until == 0 && link->step == LINK_GROUPS &&
	    !login_is_on(&link->login) && session_ready(link->session) &&
	    (!has_name(link) ||
		(*link->groups == NULL && link->joining == NULL));
}

bool
link_is_joined(const struct link *link)
{
	return *link->groups == NULL && link->joining == NULL &&
	    link->state == LINK_HERE;
}

/*
 * Has another name made up: the next number, up to the last, or that of our
 * account, if no number helps. Returns false if there is none.
 */
static bool
change_name(struct link *link, bool helps)
{
	struct link_options *options = &link->options;

	if (options->name_exact)
		return false;
	if (helps && link->attempt < ATTEMPTS) {
		link->attempt++;
	} else if (!helps && options->secret != NULL &&
	    !(options->itself && options->name == options->account)) {
		options->name = options->account;
		options->itself = true;
		link->attempt = 0;
	} else {
		return false;
	}
	link->step = LINK_NAME;
	return true;
}

/*
 * Handles a name that we cannot have now, or no other either. For one that we
 * want, which a dead connection of ours may hold, we wait until it is free; not
 * if only an account can have it that we cannot log in to, and a person can say
 * so better. Returns false if there is none.
 */
static bool
heed_taken_name(struct link *link, const struct command *err, bool taken)
{
	char room[LIMIT_NAME + 1], text[LINK_WHY / 2], why[LINK_WHY];
	const struct str name = wanted_name(link, room);

	if (change_name(link, taken))
		return true;
	if (link->state != LINK_RETURNS ||
	    ((link->options.person || link->options.secret == NULL) &&
		str_begins(err->arg[2], LINK_RESERVED)))
		return false;
	if (link->patience == 0)
		link->patience = clock_mono() + NAME_PATIENCE;
	if (clock_mono() >= link->patience)
		return false;
	(void)snprintf(why, sizeof(why), NAME_REFUSED, (int)name.len, name.at,
	    why_of(err, text));
	link->step = LINK_NAME;
	put_off(link, LINK_WAITS, why);
	return true;
}

/* Handles the refusal of the password or the name; true if it is dealt with. */
static bool
heed_refusal(struct link *link, const struct command *err)
{
	char room[LIMIT_NAME + 1], why[LINK_WHY / 2];
	const struct str name = wanted_name(link, room);
	const bool taken = str_eq(err->arg[1], code_word(CODE_NAME_TAKEN));
	const bool none =
	    taken || str_eq(err->arg[1], code_word(CODE_TOO_MANY));

	if (none && heed_taken_name(link, err, taken))
		return true;
	if (link->options.person) {
		/* They will give another name, even after a hang-up. */
		link->options.name = NULL;
		link->name[0] = '\0';
		return false;
	}
	if (str_eq(err->arg[0], STR("pass")))
		fail_link(
		    link, EX_NOPERM, "password refused: %s", why_of(err, why));
	else if (link->options.name_exact || !none)
		fail_link(link, EX_NOPERM, NAME_REFUSED, (int)name.len, name.at,
		    why_of(err, why));
	else
		fail_link(
		    link, EX_UNAVAILABLE, "no name: %s", why_of(err, why));
	return false;
}

/* Notes that our first name is none that we or the account are called. */
static void
heed_name(struct link *link, const struct command *ok)
{
	const struct link_options *options = &link->options;
	const struct str asked = session_asked(link->session).group;

	if (options->name_exact && link->state == LINK_HERE &&
	    !str_caseeq(asked, ok->arg[1]) &&
	    (options->account == NULL ||
		!str_caseeq(asked, str_from(options->account))))
		(void)snprintf(link->unlike, sizeof(link->unlike), "%.*s",
		    (int)asked.len, asked.at); /* fits */
}

/* Handles the refusal of a group that we asked to join. */
static bool
heed_no_join(struct link *link, const struct command *err)
{
	const struct str group = group_in(link->joining);
	char why[LINK_WHY / 2];

	link->joining = NULL;
	/* Another connection of ours is there. */
	if (str_eq(err->arg[1], code_word(CODE_ALREADY_MEMBER)))
		return true;
	if (str_eq(err->arg[1], code_word(CODE_SLOW_DOWN)) &&
	    link->state == LINK_RETURNS) {
		(void)snprintf(why, sizeof(why), "cannot join %.*s yet",
		    (int)group.len, group.at);
		link->groups--; /* the last one */
		put_off(link, LINK_WAITS, why);
		return true;
	}
	if (link->options.spares)
		complain("cannot join %.*s again: %s", (int)group.len, group.at,
		    why_of(err, why));
	else if (!link->options.person)
		fail_link(link, EX_NOPERM, "cannot join %.*s: %s",
		    (int)group.len, group.at, why_of(err, why));
	return false;
}

/*
 * Takes a line that may answer what we said to begin with. Returns true if it
 * is a refusal that was dealt with and does not concern the user.
 */
static bool
heed_greeting(struct link *link, const struct command *line)
{
	const struct str me = session_name(link->session);

	if (line->rule->verb == VERB_JOIN && link->joining != NULL &&
	    !session_is_elsewhere(link->session, line) &&
	    str_caseeq(line->arg[1], group_in(link->joining)) &&
	    str_caseeq(grammar_actor(line), me))
		link->joining = NULL;
	if (line->rule->verb == VERB_OK && me.len == 0 && line->count > 1 &&
	    str_eq(line->arg[0], STR("name")))
		heed_name(link, line);
	if (line->rule->verb != VERB_ERR)
		return false;
	if (link->joining != NULL && str_eq(line->arg[0], STR("join")))
		return heed_no_join(link, line);
	return me.len == 0 &&
	    (str_eq(line->arg[0], STR("name")) ||
		str_eq(line->arg[0], STR("pass"))) &&
	    heed_refusal(link, line);
}

/* Heeds what a line was for the login; true if it was about it. */
static bool
heed_login(struct link *link)
{
	const enum login_heard heard = link->heard;

	if (heard == LOGIN_OTHER)
		return false;
	if (heard != LOGIN_GOES_ON && heard != LOGIN_DONE &&
	    !link->options.person)
		fail_link(link, heard == LOGIN_BUSY ? EX_TEMPFAIL : EX_NOPERM,
		    "cannot log in as %s: %s", link->options.account,
		    link->login.why);
	return true;
}

/* Takes the server's last line. */
static void
take_bye(struct link *link, const struct command *line)
{
	const bool named = has_name(link) || link->state == LINK_HERE;
	char why[LINK_WHY / 2];
	enum bye bye;

	if (!bye_find(line->arg[0], &bye))
		bye = BYE_INTERNAL;
	(void)render_string(why, sizeof(why), &line->arg[1], 1);
	if (bye == BYE_QUIT && link->session->quitting)
		fail_link(link, EX_OK, "%s", "");
	else if (link->options.returns && may_return(line->arg[0], named))
		(void)snprintf(link->bye, sizeof(link->bye), "%s", why);
	else if (link->options.returns && bye == BYE_IDLE && !has_name(link))
		link->state = LINK_UNNAMED; /* link_go_on hangs up */
	else
		fail_link(link,
		    bye == BYE_KICKED || bye == BYE_SLOW_READER ||
			    bye == BYE_IDLE || bye == BYE_TOO_FAST ||
			    bye == BYE_PROTOCOL ?
			EX_PROTOCOL :
			EX_UNAVAILABLE,
		    BYE_SAID, why);
}

/* Checks whether we are fully back, or only a person can go on. */
static void
settle_link(struct link *link)
{
	if (link->state != LINK_RETURNS || !link_is_begun(link) ||
	    (!has_name(link) && !link->options.person))
		return;
	link->state = LINK_HERE;
	link->patience = 0;
	if (!has_name(link))
		return;
	link->back = clock_mono();
	link->missed = 0;
	link->options.tell(link->options.owner, LINK_BACK, "reconnected", NULL);
}

bool
link_hear(struct link *link, const struct command *line)
{
	const bool ping = line->rule->verb == VERB_PING;
	bool hidden = ping || session_hides(link->session, line);

	link->heard = login_hear(&link->login, link->session, line);
	if (line->rule->verb == VERB_BYE)
		take_bye(link, line);
	/* Before a password that is typed, want was refused. */
	if (line->rule->verb == VERB_OK &&
	    session_awaits(link->session, VERB_PASS, false))
		want_full(link);
	if (link->heard == LOGIN_DONE ||
	    (line->rule->verb == VERB_OK && str_eq(line->arg[0], STR("login"))))
		link->letters.step = LETTERS_WANTED;
	hidden = heed_login(link) || hidden;
	hidden = heed_greeting(link, line) || hidden;
	if (ping)
		SESSION_ASK(link->session, VERB_PING, STR("ping"));
	return hidden;
}

void
link_note(struct link *link, const struct command *line)
{
	struct letters *letters = &link->letters;
	const bool was_full = link->session->joined.full;

	session_note(link->session, line);
	if (!was_full && link->session->joined.full)
		link->options.tell(link->options.owner, LINK_UNLIKE,
		    "the server names more groups and people than are kept "
		    "here; further ones are left out",
		    NULL);
	if (letters->step == LETTERS_ASKED &&
	    link->session->answered == VERB_TALKS)
		letters->step = LETTERS_LISTED;
	settle_link(link);
}

void
link_log_in(struct link *link, const char *account, const char *secret)
{
	letters_forget(&link->letters);
	login_begin(&link->login, account, secret, STR(""));
	greet(link);
}

bool
link_next(struct link *link, struct command *line, bool *ours)
{
	struct command letter;

	if (link->holding)
		session_drop(link->session, link->line);
	link->holding = session_line(link->session, &link->line);
	*ours = false;
	if (!link->holding)
		return false;
	link->letter = STR("");
	if (session_is_cut(link->session, link->line) ||
	    grammar_parse(link->line, FROM_SERVER, line) != CODE_OK)
		return true;
	*ours = !link_hear(link, line);
	link_note(link, line);
	greet(link);
	switch (letters_take(&link->letters, link->session, line, &letter)) {
	case LETTERS_NONE:
		break;
	case LETTERS_NEW:
		link->letter = line->arg[0];
		*line = letter;
		*ours = link->takes_letters;
		break;
	case LETTERS_NOTED:
		*ours = false;
		break;
	}
	return true;
}

/* Keeps our name and the groups, to be restored later. */
static void
remember(struct link *link)
{
	const struct str name = session_name(link->session);

	if (link->joining != NULL)
		link->groups--; /* no answer came */
	link->joining = NULL;
	char **groups = groups_of(&link->session->joined, link->groups);
	free(link->were);
	link->were = groups;
	link->groups = groups;
	if (name.len == 0 || !link->options.name_exact)
		return; /* keeps the previous one, or makes it up again */
	memcpy(link->name, name.at, name.len);
	link->name[name.len] = '\0';
}

static void
hang_up(struct link *link)
{
	struct session *session = link->session;

	remember(link);
	letters_lost(&link->letters);
	login_forget(&link->login);
	if (link->options.lost != NULL)
		link->options.lost(link->options.owner);
	session_free(session);
	session_init(session, -1);
	session_close(session);
	link->holding = false;
	link->late = 0;
	(void)dial_via_end(&link->via, false);
}

/*
 * Notes that the connection is lost, and why: begins to reconnect if that is
 * wanted, or fails with the status.
 */
static void __attribute__((format(printf, 3, 4)))
lose(struct link *link, int status, const char *format, ...)
{
	const bool first = link->state == LINK_HERE;
	char why[LINK_WHY];
	va_list values;

	va_start(values, format);
	if (vsnprintf(why, sizeof(why), format, values) < 0)
		why[0] = '\0';
	va_end(values);
	if (!link->options.returns || link->session->quitting ||
	    (first && !has_name(link))) {
		fail_link(link, status, "%s", why);
		return;
	}
	hang_up(link);
	if (!first) {
		rest(link, why);
		return;
	}
	/* A server that lets us in and goes at once is not tried each second.
	 */
	if (clock_mono() - link->back >= SEC << link->tries)
		link->tries = 0;
	link->state = LINK_RESTS;
	put_off(link, LINK_LOST, why);
}

/* Once the person looks where they are going to stay. */
static void
tell_name(struct link *link)
{
	const struct str name = session_name(link->session);
	char what[LINK_WHY], room[LINK_WHY / 2];

	if (link->unlike[0] == '\0' || !link_is_begun(link))
		return;
	(void)snprintf(what, sizeof(what), "your name here is %s, not %s",
	    render_string(room, sizeof(room), &name, 1), link->unlike);
	link->unlike[0] = '\0';
	link->options.tell(link->options.owner, LINK_UNLIKE, what, NULL);
}

bool
link_go_on(struct link *link)
{
	struct session *session = link->session;
	const char *why;

	greet(link);
	tell_name(link);
	if (link->takes_letters && link_is_begun(link))
		letters_ask(&link->letters, session);
	if (session->speaks && buf_len(&session->out) > 0)
		session_write(session);
	if (session->fd == -1)
		return false;
	if (link->state == LINK_UNNAMED) {
		hang_up(link);
		link->options.tell(link->options.owner, LINK_WAITS,
		    "the server has hung up, because it got no name in time; "
		    "type one to connect again",
		    NULL);
		return true;
	}
	if (link->bye[0] != '\0') {
		lose(link, EX_UNAVAILABLE, BYE_SAID, link->bye);
		link->bye[0] = '\0';
		return true;
	}
	if (session->hears || buf_len(&session->in) > 0)
		return false;
	/* A command that was the connection may tell why it ended. */
	why = dial_via_end(&link->via, true);
	if (why != NULL)
		lose(link, EX_UNAVAILABLE, "connection lost: " VIA ": %s", why);
	else
		lose(link, EX_UNAVAILABLE, "connection lost: %s",
		    session->error != 0 ? strerror(session->error) :
					  "closed by the server");
	session_close(session);
	return true;
}

/*
 * Returns when the next answer is overdue or, if none is awaited, when the
 * server has been silent for too long.
 */
static usec
end_of_patience(const struct link *link)
{
	const struct session *session = link->session;

	/* A connection that has ended is not late. */
	if (!session->hears || session->quitting)
		return WAIT_FOR_EVER;
	return session->owed_count > 0 ?
	    session->owed_since + link->options.timeout :
	    session->heard_at + SILENCE;
}

/*
 * Handles the end of the patience: asks for a sign of life, or gives the
 * connection up. If something has come, an answer may be in it, because we may
 * have been stopped meanwhile: there is extra time to read it.
 */
static void
check_patience(struct link *link, bool ready)
{
	const usec now = clock_mono();

	if (now < end_of_patience(link)) {
		link->late = 0;
		return;
	}
	if (link->session->owed_count == 0) {
		SESSION_ASK(link->session, VERB_PING, STR("ping"));
		return;
	}
	if (link->late == 0)
		link->late = now;
	if (!ready || now - link->late >= LATE_TIME)
		lose(link, EX_TEMPFAIL, "no reply from the server for %.3g s",
		    (double)link->options.timeout / (double)SEC);
}

struct pollfd
link_watch(const struct link *link, bool deaf)
{
	struct session *session = link->session;
	const bool hears = session->hears && !deaf;
	const bool speaks = session->speaks && buf_len(&session->out) > 0;

	if (session->fd == -1)
		return (struct pollfd) { .events = POLLIN,
			.fd = link->state == LINK_DIALS ? link->dial.fd : -1 };
	if (deaf)
		session->heard_at = session->owed_since = clock_mono();
	return (struct pollfd) { .fd = hears || speaks ? session->fd : -1,
		.events =
		    (short)((hears ? POLLIN : 0) | (speaks ? POLLOUT : 0)) };
}

usec
link_due(const struct link *link)
{
	const usec due = end_of_patience(link);

	return link->until != 0 ? usec_earlier(due, link->until) : due;
}

/* Takes a new connection: says everything that has to be said to begin with. */
static void
begin_connection(struct link *link, int socket)
{
	char room[LIMIT_NAME + 1];

	session_init(link->session, socket);
	link->groups = link->were;
	link->until = 0;
	link->step = LINK_PASS;
	link->state =
	    wanted_name(link, room).len > 0 ? LINK_RETURNS : LINK_HERE;
	greet(link);
}

static void
begin_attempt(struct link *link)
{
	const struct link_options *options = &link->options;
	int socket;

	if (options->via != NULL) {
		socket = dial_via(&link->via, options->via, options->person);
		if (socket == -1)
			rest(link, strerror(errno));
		else
			begin_connection(link, socket);
		return;
	}
	link->state = LINK_DIALS;
	link->until = clock_mono() + options->timeout;
	if (!dial_begin(&link->dial, options->address, FORKCASTD))
		rest(link, strerror(errno));
}

void
link_turn(struct link *link, bool ready)
{
	const bool due = link->until != 0 && clock_mono() >= link->until;

	if (link->session->fd != -1 && ready)
		session_read(link->session);
	if (link->state == LINK_DIALS && ready) {
		int socket = -1;
		const enum dial_result result = dial_take(&link->dial, &socket);
		if (result == DIAL_DONE)
			begin_connection(link, socket);
		else if (result == DIAL_FAILED)
			rest(link, dial_why(&link->dial));
	} else if (link->state == LINK_DIALS && due) {
		dial_stop(&link->dial);
		rest(link, "the attempt to connect timed out");
	} else if (link->state == LINK_RESTS && due) {
		begin_attempt(link);
	} else if (link->state == LINK_RETURNS && due) {
		link->until = 0; /* the name may be free, the group less busy */
	}
	check_patience(link, ready);
}

void
link_again(struct link *link)
{
	if (link->state == LINK_HERE || link->state == LINK_RETURNS)
		lose(link, EX_UNAVAILABLE, "disconnected by /reconnect");
	if (link->state == LINK_UNNAMED)
		begin_attempt(link);
	else if (link->state == LINK_RESTS)
		link->until = clock_mono();
}

void
link_end(struct link *link)
{
	(void)dial_via_end(&link->via, true);
	dial_stop(&link->dial);
	free(link->were);
	link->were = NULL;
	link->until = 0;
	link->state = LINK_HERE;
}
