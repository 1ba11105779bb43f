/* The answer to /whois: see whois_notes.h. */
#include "chat/core/notes/whois_notes.h"

#include <string.h>
#include <time.h>

#include "shared/clock.h"

#define MINUTE 60U
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Room for a time or a duration. */
#define TIME_ROOM 64

void
whois_notes_begin(struct whois_notes *notes)
{
	notes->come = false;
	buf_init(&notes->lines, notes->memory, sizeof(notes->memory));
	buf_init(
	    &notes->groups, notes->groups_memory, sizeof(notes->groups_memory));
}

static void
add(struct whois_notes *notes, struct str label, struct str text)
{
	render_remark(
	    &notes->lines, (const struct str[]) { STR("  "), label, text }, 3);
}

/* Returns a time as "2026-11-20 07:14", in room. */
static struct str
date(usec moment, char room[TIME_ROOM])
{
	const time_t seconds = (time_t)(moment / SEC);
	struct tm tm;

	if (localtime_r(&seconds, &tm) == NULL)
		return STR("?");
	return (struct str) { room,
		strftime(room, TIME_ROOM, "%Y-%m-%d %H:%M", &tm) };
}

/* Appends how long that is, roughly: "20 s", "3 min" or "2 h 5 min". */
static void
add_duration(struct buf *to, uint64_t seconds)
{
	if (seconds < MINUTE)
		(void)BUF_CAT(to, DECIMAL(seconds), STR(" s"));
	else if (seconds < HOUR)
		(void)BUF_CAT(to, DECIMAL(seconds / MINUTE), STR(" min"));
	else if (seconds < DAY)
		(void)BUF_CAT(to, DECIMAL(seconds / HOUR), STR(" h "),
		    DECIMAL(seconds % HOUR / MINUTE), STR(" min"));
	else
		(void)BUF_CAT(to, DECIMAL(seconds / DAY), STR(" d "),
		    DECIMAL(seconds % DAY / HOUR), STR(" h"));
}

/* Adds how long the person has said nothing, and since when. */
static void
add_idle(struct whois_notes *notes, struct str text)
{
	const usec now = clock_wall();
	char room[TIME_ROOM], since[TIME_ROOM];
	uint64_t seconds;
	struct buf idle;

	if (!str_to_number(text, (uint64_t)(now / SEC), &seconds))
		return;
	buf_init(&idle, room, sizeof(room)); /* all fits */
	add_duration(&idle, seconds);
	(void)BUF_CAT(&idle, STR(" (since "),
	    date(now - (usec)seconds * SEC, since), STR(")"));
	add(notes, STR("idle:       "), buf_str(&idle));
}

/* Takes who the person is: NAME!USER@HOST!ACCOUNT!FLAGS, and the real name. */
static void
take_person(struct whois_notes *notes, const struct command *person)
{
	struct str actor = person->arg[2];
	const struct str role = person->arg[1];
	const struct str name = str_cut(&actor, '!');
	const struct str login = str_cut(&actor, '!');
	const struct str account = str_cut(&actor, '!');
	char room[TIME_ROOM];
	uint64_t since;

	render_remark(&notes->lines,
	    (const struct str[]) { name, STR(" ("), login, STR(")") }, 4);
	add(notes, STR("real name:  "), person->arg[5]);
	add(notes, STR("account:    "),
	    account.len == 0 || str_eq(account, STR("*")) ? STR("none") :
							    account);
	if (memchr(role.at, 'S', role.len) != NULL)
		add(notes, STR("status:     "), STR("server operator"));
	if (str_to_number(person->arg[3], INT64_MAX, &since))
		add(notes, STR("here since: "), date((usec)since, room));
	add_idle(notes, person->arg[4]);
}

/* Takes a group of the person, with the sign of the role there. */
static void
take_group(struct whois_notes *notes, const struct command *in)
{
	const struct str role = in->arg[1];
	const struct str sign = memchr(role.at, 'o', role.len) != NULL ?
	    STR(" @#") :
	    memchr(role.at, 'v', role.len) != NULL ? STR(" +#") :
						     STR(" #");
	const struct str more = STR(" ...");
	char *room;

	if (buf_room(&notes->groups, &room) >
	    sign.len + in->arg[2].len + more.len)
		(void)BUF_CAT(&notes->groups, sign, in->arg[2]);
	else if (buf_room(&notes->groups, &room) >= more.len &&
	    buf_str(&notes->groups).at[buf_len(&notes->groups) - 1] != '.')
		(void)BUF_CAT(&notes->groups, more);
}

/* Adds the groups, once all have come. */
static void
add_groups(struct whois_notes *notes)
{
	struct str groups = buf_str(&notes->groups);

	if (groups.len == 0)
		return;
	str_drop(&groups, 1);
	add(notes, STR("groups:     "), groups);
	buf_drop(&notes->groups, buf_len(&notes->groups));
}

bool
whois_notes_take(struct whois_notes *notes, const struct session *session,
    const struct command *line)
{
	const enum verb verb = line->rule->verb;

	if (!session_awaits(session, VERB_WHOIS, false))
		return false;
	if (verb == VERB_GONE || verb == VERB_FROM || verb == VERB_OK)
		add_groups(notes);
	switch (verb) {
	case VERB_PERSON:
		take_person(notes, line);
		return true;
	case VERB_IN:
		take_group(notes, line);
		return true;
	case VERB_GONE:
		add(notes, STR("away:       "), line->arg[1]);
		return true;
	case VERB_FROM:
		add(notes, STR("address:    "), line->arg[1]);
		return true;
	case VERB_OK:
		notes->come = true;
		return true;
	case VERB_ERR:
		whois_notes_begin(notes);
		return false;
	default:
		return false;
	}
}
