/* The clients of the chaos: see crowd.h. */
#include "crowd.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"

#define GROUPS 8
#define ROOM ((size_t)64 * 1024)
#define ASKED 256

/* A client waits once it is owed this many replies. */
#define OWED_MOST 128

#define BURST_MOST 32
#define PAUSE_EACH (MSEC / 3)
#define AWAY_MOST (200 * MSEC)
#define DEAF_MOST (6 * SEC)
#define SILENT_MOST SEC

/* One text of so many is long, so that queues and pipes fill up. */
#define LONG_ONCE_IN 16
#define SHORT_MOST 90
#define LONG_MOST 3000

/* A command, by the first word of what answers it. */
struct asked {
	const char *answer;
	uint32_t number; /* in it, or NONE */
};

#define NONE UINT32_MAX

/* What somebody has heard in a group, from its join on. */
struct spell {
	uint32_t life;
	size_t group;
	uint64_t first; /* ID */
	size_t count;
	uint64_t hash; /* of all lines together */
	bool gone; /* it ended with the connection */
	bool whole; /* it has all up to its quit, or until now */
};

struct client {
	struct dice dice;
	int fd; /* -1: it is out */
	unsigned port; /* its own, by which its worker is known */
	uint32_t life, number; /* of its last text or ping */
	unsigned groups; /* mask: those it has heard that it is in */
	struct spell spell[GROUPS];
	uint64_t id; /* of the last event */
	usec next; /* when it does something again */
	usec deaf_until;
	bool halfway; /* it has said the first half of a ping */
	bool leaving; /* it says nothing any more */
	bool finishing; /* it closes its sending side when all is sent */
	bool cut, kicked, over; /* it may be; it may be told; it was told bye */
	struct asked asked[ASKED];
	size_t first, owed;
	struct buf in, out;
	char in_data[ROOM], out_data[ROOM];
};

/* An event of the witness. */
struct event {
	uint64_t id, hash;
};

/* A life as the witness has it. */
struct figure {
	uint32_t number; /* of its last text */
	uint64_t quit; /* ID, or 0 */
};

static struct {
	struct addr server;
	struct client *client;
	struct event *event[GROUPS];
	size_t events[GROUPS];
	size_t room[GROUPS];
	struct spell *ended;
	size_t ends, ends_room;
	struct figure *figure; /* for each life */
	size_t figures;
	usec until; /* something is to be heard again, or it hangs */
	struct crowd_count count;
	bool (*pardons)(void); /* or null */
	bool blind; /* the witness is lost */
	bool stops; /* the server, so that all are told */
} crowd;

static void *
grown(void *memory, size_t *room, size_t needed, size_t size)
{
	const size_t before = *room;

	if (needed <= before)
		return memory;
	*room = 2 * needed + 1024;
	memory = realloc(memory, *room * size);
	MUST(memory != NULL, "out of memory");
	memset((char *)memory + before * size, 0, (*room - before) * size);
	return memory;
}

static uint32_t
draw(struct client *client, usec sides)
{
	return dice_throw(&client->dice, (uint32_t)sides);
}

static bool
is_pardoned(void)
{
	return crowd.pardons != NULL && crowd.pardons();
}

/* --- What must be true -------------------------------------------------- */

static uint64_t
hash_of(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * 0x100000001b3U;
	return hash;
}

/* The text is drawn from who says it and its number. */
static struct str
text_of(uint32_t life, uint32_t number, char room[LONG_MOST + 32])
{
	uint32_t x = life * 0x9e3779b1U ^ number * 0x85ebca77U;

	x = (x ^ x >> 15) * 0xc2b2ae3dU;
	const uint32_t most = x % LONG_ONCE_IN == 0 ? LONG_MOST : SHORT_MOST;
	const size_t letters = 1 + x / LONG_ONCE_IN % most;
	size_t len = (size_t)snprintf(room, 16, "%u ", (unsigned)number);
	for (size_t i = 0; i < letters; i++)
		room[len++] = (char)('a' + (x + i) % 26);
	return (struct str) { room, len };
}

/* The number in a name, group or text, behind its letter if it has one. */
static uint32_t
number_in(struct str word, char letter)
{
	uint64_t number = 0;

	if (letter != '\0' && (word.len == 0 || word.at[0] != letter))
		return NONE;
	str_drop(&word, letter != '\0');
	return str_to_number(str_word(&word), UINT32_MAX, &number) ?
	    (uint32_t)number :
	    NONE;
}

static void
answers(struct client *client, struct str answer, uint32_t number)
{
	const struct asked asked = client->asked[client->first];

	MUST(client->owed > 0 && str_eq(answer, str_from(asked.answer)) &&
		number == asked.number,
	    "c%u: \"%.*s\" %u in place of \"%s\" %u", (unsigned)client->life,
	    (int)answer.len, answer.at, (unsigned)number,
	    client->owed > 0 ? asked.answer : "nothing",
	    (unsigned)asked.number);
	client->first = (client->first + 1) % ASKED;
	client->owed--;
}

/* Why a command may be refused, and to whom: it is in the group, or not. */
static bool
may_be_refused(const struct client *client, struct str verb, struct str why)
{
	static const struct {
		const char *verb, *why;
		int in;
	} reasons[] = { { "join", "already-member", 1 },
		{ "leave", "not-member", 0 }, { "send", "not-member", 0 },
		{ "topic", "not-member", 0 }, { "tell", "no-such-name", -1 },
		{ "tell", "slow-down", -1 }, { "-", "bad-command", -1 },
		{ "put", "not-member", -1 }, { "get", "not-member", -1 },
		{ "post", "not-member", -1 }, { "take", "not-member", -1 } };
	const uint32_t number = client->asked[client->first].number;
	const bool in = (client->groups >> number % GROUPS & 1) != 0;

	for (size_t i = 0; i < COUNT(reasons); i++)
		if (str_eq(verb, str_from(reasons[i].verb)) &&
		    str_eq(why, str_from(reasons[i].why)))
			return reasons[i].in == -1 || reasons[i].in == in;
	return false;
}

/* The number of what has a group says which: see say_in. */
static void
hear_refusal(struct client *client, struct str verb, struct str rest)
{
	const struct str why = str_word(&rest);

	MUST(client->owed > 0 &&
		(is_pardoned() || may_be_refused(client, verb, why)),
	    "c%u is refused: %.*s %.*s", (unsigned)client->life, (int)verb.len,
	    verb.at, (int)why.len, why.at);
	if (str_eq(verb, STR("send")))
		verb = STR("msg");
	answers(client, verb, client->asked[client->first].number);
}

static void
witness(size_t group, uint64_t id, uint64_t hash)
{
	crowd.event[group] = grown(crowd.event[group], &crowd.room[group],
	    crowd.events[group] + 1, sizeof(struct event));
	crowd.event[group][crowd.events[group]++] = (struct event) { id, hash };
	crowd.count.events++;
}

static struct figure *
figure_of(uint32_t life)
{
	crowd.figure = grown(
	    crowd.figure, &crowd.figures, life + 1, sizeof(*crowd.figure));
	return &crowd.figure[life];
}

/* Texts of one life come in their order. */
static void
check_text(uint32_t life, struct str text)
{
	static char room[LONG_MOST + 32];
	struct figure *figure = figure_of(life);
	const uint32_t number = number_in(text, '\0');

	MUST(number > figure->number, "c%u says %u behind %u", (unsigned)life,
	    (unsigned)number, (unsigned)figure->number);
	MUST(str_eq(text, text_of(life, number, room)),
	    "c%u has not said \"%.*s\"", (unsigned)life, (int)text.len,
	    text.at);
	figure->number = number;
}

/* The first event of a group from that ID on. */
static size_t
event_at(size_t group, uint64_t id)
{
	size_t from = 0, to = crowd.events[group];

	while (from < to) {
		const size_t middle = (from + to) / 2;
		if (crowd.event[group][middle].id < id)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* The witness has heard the same, and nothing more that belongs to it. */
static void
compare(const struct spell *spell)
{
	const struct event *event = crowd.event[spell->group];
	const size_t events = crowd.events[spell->group];
	const size_t first = event_at(spell->group, spell->first);
	const size_t end = first + spell->count;
	const uint64_t quit = figure_of(spell->life)->quit;
	uint64_t known = 0;

	for (size_t i = first; i < end && i < events; i++)
		known = hash_of(known, &event[i].hash, sizeof(known));
	MUST(end <= events && known == spell->hash,
	    "c%u has not heard in g%zu what the first one has",
	    (unsigned)spell->life, spell->group);
	MUST(!spell->gone || quit != 0 || crowd.stops, "c%u has not left g%zu",
	    (unsigned)spell->life, spell->group);
	MUST(!spell->whole || end == events ||
		(spell->gone && event[end].id > quit),
	    "c%u has not heard all of g%zu", (unsigned)spell->life,
	    spell->group);
}

static void
end_spell(struct client *client, size_t group)
{
	client->groups &= ~(1U << group);
	crowd.ended = grown(crowd.ended, &crowd.ends_room, crowd.ends + 1,
	    sizeof(*crowd.ended));
	crowd.ended[crowd.ends++] = client->spell[group];
}

/* All who were in a group of its are told. */
static void
hear_quit(const struct client *client, uint64_t id, uint32_t who)
{
	MUST(who != client->life && who != NONE, "c%u hears the quit of c%u",
	    (unsigned)client->life, (unsigned)who);
	if (client != crowd.client)
		return;
	struct figure *figure = figure_of(who);
	MUST(figure->quit == 0, "c%u quits twice", (unsigned)who);
	figure->quit = id;
}

static void
hear_in_group(struct client *client, struct str verb, uint64_t id,
    uint64_t hash, struct str rest)
{
	const size_t group = number_in(str_word(&rest), 'g');
	const uint32_t who = number_in(str_word(&rest), 'c');
	const bool own = who == client->life;
	const bool joins = str_eq(verb, STR("join"));
	const bool leaves = str_eq(verb, STR("leave"));

	MUST(group < GROUPS && who != NONE, "%.*s of others", (int)verb.len,
	    verb.at);
	if (own && joins)
		client->spell[group] =
		    (struct spell) { .life = who, .group = group, .first = id };
	client->groups |= (unsigned)(own && joins) << group;
	MUST((client->groups >> group & 1) != 0, "c%u is not in g%zu",
	    (unsigned)client->life, group);
	struct spell *spell = &client->spell[group];
	spell->count++;
	spell->hash = hash_of(spell->hash, &hash, sizeof(hash));
	if (client == crowd.client) {
		witness(group, id, hash);
		if (!joins && !leaves)
			check_text(who, rest);
	}
	if (own && leaves)
		end_spell(client, group);
	if (own)
		answers(client, verb,
		    joins || leaves ? (uint32_t)group : number_in(rest, '\0'));
}

static void
hear_event(struct client *client, struct str verb, struct str line)
{
	struct str rest = line;
	const uint64_t hash = hash_of(0xcbf29ce484222325U, line.at, line.len);
	uint64_t id = 0;

	(void)str_word(&rest);
	MUST(str_to_number(str_word(&rest), UINT64_MAX, &id) && id > client->id,
	    "c%u: behind the event %ju comes \"%.*s\"", (unsigned)client->life,
	    (uintmax_t)client->id, (int)line.len, line.at);
	client->id = id;
	if (str_eq(verb, STR("quit"))) {
		hear_quit(client, id, number_in(str_word(&rest), 'c'));
		return;
	}
	if (!str_eq(verb, STR("tell"))) {
		hear_in_group(client, verb, id, hash, rest);
		return;
	}
	const uint32_t from = number_in(str_word(&rest), 'c');
	const uint32_t to = number_in(str_word(&rest), 'c');
	MUST(from == client->life || to == client->life, "a tell of others");
	if (from == client->life)
		answers(client, verb, number_in(rest, '\0'));
}

static void
hear_bye(struct client *client, struct str rest)
{
	const struct str why = str_word(&rest);
	const bool slow = str_eq(why, STR("slow-reader"));
	const bool kicked = str_eq(why, STR("kicked")) && client->kicked;
	const bool quit = str_eq(why, STR("quit")) && client->leaving;
	const bool stops = str_eq(why, STR("shutdown")) && crowd.stops;

	MUST(slow || kicked || quit || stops || is_pardoned(),
	    "c%u is told bye %.*s", (unsigned)client->life, (int)why.len,
	    why.at);
	MUST(!quit || client->owed == 0 ||
		(client->owed == 1 &&
		    strcmp(client->asked[client->first].answer, "bye") == 0),
	    "c%u has quit, and is owed %zu answers", (unsigned)client->life,
	    client->owed);
	client->over = true;
	crowd.count.slow += slow;
	crowd.count.unexcused += slow && !client->cut;
	crowd.count.kicked += kicked;
	crowd.count.lost += !slow && !kicked && !quit && !stops;
	client->cut = client->cut || !quit;
	client->owed = 0;
}

/* What is kept in tables and boxes, which the witness does not compare. */
static bool
is_kept(struct str verb)
{
	static const char *const verbs[] = { "row", "set", "item" };

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (str_eq(verb, str_from(verbs[i])))
			return true;
	return false;
}

static void
hear(struct client *client, struct str line)
{
	struct str rest = line;
	const struct str verb = str_word(&rest);

	crowd.count.lines++;
	MUST(!client->over, "c%u hears more behind bye: \"%.*s\"",
	    (unsigned)client->life, (int)line.len, line.at);
	if (str_eq(verb, STR("bye"))) {
		hear_bye(client, rest);
	} else if (str_eq(verb, STR("ok"))) {
		const struct str what = str_word(&rest);
		answers(client, what,
		    number_in(rest, str_eq(what, STR("name")) ? 'c' : '\0'));
	} else if (str_eq(verb, STR("err"))) {
		const struct str what = str_word(&rest);
		hear_refusal(client, what, rest);
	} else if (str_eq(verb, STR("ERROR"))) {
		/* It is turned away, and told so for IRC before its own bye. */
		MUST(is_pardoned() && client->id == 0, "%.*s", (int)line.len,
		    line.at);
	} else if (!is_kept(verb)) {
		hear_event(client, verb, line);
	}
}

/* --- What a client does -------------------------------------------------- */

static bool say(struct client *client, const char *answer, uint32_t number,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* If there is no room for a line it stays unsaid, which is no matter. */
static bool
say(struct client *client, const char *answer, uint32_t number,
    const char *format, ...)
{
	static char line[LONG_MOST + 64];
	va_list values;

	if (client->fd == -1 || client->leaving || client->owed == ASKED)
		return false;
	va_start(values, format);
	const int len = vsnprintf(line, sizeof(line), format, values);
	va_end(values);
	if (!BUF_CAT(&client->out, ((struct str) { line, (size_t)len })))
		return false;
	client->asked[(client->first + client->owed++) % ASKED] =
	    (struct asked) { answer, number };
	return true;
}

static void
enter(struct client *client)
{
	static uint32_t lives;
	struct addr own = { .len = sizeof(own.to) };
	const struct dice dice = client->dice;

	*client = (struct client) { .dice = dice, .life = ++lives };
	crowd.count.lives++;
	client->fd = socket(crowd.server.to.any.sa_family, SOCK_STREAM, 0);
	MUST(client->fd != -1, "no socket: %s", strerror(errno));
	if (connect(client->fd, &crowd.server.to.any, crowd.server.len) != 0) {
		MUST(is_pardoned(), "cannot connect: %s", strerror(errno));
		crowd.count.lost++;
		crowd.blind = crowd.blind || client == crowd.client;
		io_close(&client->fd);
		return;
	}
	MUST(io_prepare(client->fd) &&
		getsockname(client->fd, &own.to.any, &own.len) == 0,
	    "cannot use a socket: %s", strerror(errno));
	client->port =
	    own.to.any.sa_family == AF_INET ? ntohs(own.to.v4.sin_port) : 0;
	buf_init(&client->in, client->in_data, ROOM);
	buf_init(&client->out, client->out_data, ROOM);
	(void)say(client, "name", lives, "name c%u\n", (unsigned)lives);
}

/* What it has heard is compared; all of that, if it has quit. */
static void
leave(struct client *client)
{
	for (size_t group = 0; group < GROUPS; group++) {
		client->spell[group].gone = true;
		client->spell[group].whole = client->over && !client->cut;
		if ((client->groups >> group & 1) != 0)
			end_spell(client, group);
	}
	io_close(&client->fd);
}

/* The server has closed the connection. */
static void
end(struct client *client)
{
	const bool excused = client->cut || client->kicked;

	MUST(client->over || excused || is_pardoned(),
	    "c%u is cut off without goodbye", (unsigned)client->life);
	MUST(excused || is_pardoned() || buf_len(&client->in) == 0,
	    "c%u hears half a line", (unsigned)client->life);
	crowd.count.cut += !client->over;
	crowd.count.untold += !client->over && client->kicked;
	crowd.count.lost += !client->over && !excused;
	crowd.blind = crowd.blind || (client == crowd.client && !crowd.stops);
	client->cut = client->cut || !client->over;
	leave(client);
}

/* One of its groups, as it believes; once in so many times any. */
static size_t
draw_group(struct client *client)
{
	const size_t group = draw(client, GROUPS);

	if (draw(client, 50) != 0)
		for (size_t i = 0; i < GROUPS; i++)
			if ((client->groups >> (group + i) % GROUPS & 1) != 0)
				return (group + i) % GROUPS;
	return group;
}

/*
 * The number of a text tells its group, too, which decides whether it may be
 * refused: it is the next that fits.
 */
static void
say_in(
    struct client *client, size_t group, const char *verb, const char *answer)
{
	static char room[LONG_MOST + 32];

	do
		client->number++;
	while (client->number % GROUPS != group);
	const struct str text = text_of(client->life, client->number, room);
	if (strcmp(verb, "topic") != 0 || text.len <= SHORT_MOST)
		(void)say(client, answer, client->number, "%s g%zu %.*s\n",
		    verb, group, (int)text.len, text.at);
}

static void
send_some(struct client *client)
{
	for (uint32_t left = 1 + draw(client, BURST_MOST); left > 0; left--)
		say_in(client, draw_group(client), "send", "msg");
}

static void
set_topic(struct client *client)
{
	say_in(client, draw_group(client), "topic", "topic");
}

static void
tell(struct client *client)
{
	static char room[LONG_MOST + 32];
	const struct client *to =
	    &crowd.client[draw(client, crowd.count.clients)];
	const struct str text = text_of(client->life, ++client->number, room);

	(void)say(client, "tell", client->number, "tell c%u %.*s\n",
	    (unsigned)to->life, (int)text.len, text.at);
}

static void
join(struct client *client)
{
	const uint32_t group = draw(client, GROUPS);

	(void)say(client, "join", group, "join g%u\n", (unsigned)group);
}

static void
part(struct client *client)
{
	const uint32_t group = (uint32_t)draw_group(client);

	(void)say(client, "leave", group, "leave g%u\n", (unsigned)group);
}

static void
ping(struct client *client)
{
	const uint32_t number = ++client->number;

	if (say(client, "ping", number, "%sng %u\n",
		client->halfway ? "" : "pi", (unsigned)number))
		client->halfway = false;
}

static void
say_half_a_line(struct client *client)
{
	client->halfway = BUF_CAT(&client->out, STR("pi"));
}

static void
say_rubbish(struct client *client)
{
	(void)say(client, "-", 0, "rubbish\n");
}

/* Only one asks to hear of keys: see tests/faults. */
static void
use_tables(struct client *client)
{
	const size_t group = draw_group(client);

	(void)say(client, "put", NONE, "put g%zu key%u text\n", group,
	    (unsigned)draw(client, 4));
	(void)say(client, "get", NONE, "get g%zu\n", group);
	(void)say(client, "time", NONE, "time\n");
	if (client == &crowd.client[1])
		(void)say(client, "hear", NONE, "hear key1\n");
}

static void
use_boxes(struct client *client)
{
	const size_t group = draw_group(client);

	(void)say(client, "post", NONE, "post g%zu work\n", group);
	(void)say(client, "take", NONE, "take g%zu 1 0\n", group);
}

static void
be_silent(struct client *client)
{
	client->next += draw(client, SILENT_MOST);
}

/* The server may find it too slow, and cut it off in the end. */
static void
be_deaf(struct client *client)
{
	client->cut = true;
	client->deaf_until = client->next + draw(client, DEAF_MOST);
}

static void
quit(struct client *client)
{
	client->leaving =
	    say(client, "bye", 0, "quit good night\n") || client->leaving;
}

/* The end of its input is a quit. */
static void
half_close(struct client *client)
{
	client->leaving = client->finishing = true;
}

static void
reset(struct client *client)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	MUST(setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &at_once,
		 sizeof(at_once)) == 0,
	    "setsockopt: %s", strerror(errno));
	leave(client);
}

static const struct {
	uint32_t weight;
	void (*act)(struct client *client);
} acts[] = { { 500, send_some }, { 50, tell }, { 20, set_topic }, { 60, join },
	{ 10, part }, { 10, use_tables }, { 10, use_boxes },
	{ 10, say_rubbish }, { 20, ping }, { 10, say_half_a_line },
	{ 10, be_silent }, { 5, be_deaf }, { 2, quit }, { 2, half_close },
	{ 2, reset }, { 2, leave } };

static void
act(struct client *client)
{
	uint32_t all = 0, rest;
	size_t i = 0;

	if (client->leaving || client->owed > OWED_MOST)
		return;
	for (size_t k = 0; k < COUNT(acts); k++)
		all += acts[k].weight;
	rest = draw(client, all);
	while (rest >= acts[i].weight)
		rest -= acts[i++].weight;
	if (client->halfway)
		ping(client); /* its other half */
	else
		acts[i].act(client);
}

/* The more there are, the more hear what each says: together so much. */
void
crowd_act(void)
{
	const usec now = clock_mono();

	for (size_t i = 1; i < crowd.count.clients; i++) {
		struct client *client = &crowd.client[i];
		if (client->next > now)
			continue;
		if (client->fd == -1)
			enter(client);
		client->next =
		    now + draw(client, crowd.count.clients * PAUSE_EACH);
		if (client->fd != -1)
			act(client);
		if (client->fd == -1)
			client->next = now + draw(client, AWAY_MOST);
	}
}

/* --- Their connections --------------------------------------------------- */

static void
write_out(struct client *client)
{
	const struct str waiting = buf_str(&client->out);
	const ssize_t count =
	    waiting.len > 0 ? io_write(client->fd, waiting.at, waiting.len) : 0;

	/* A client that cannot send any more reads the reason. */
	if (count == IO_FAIL)
		buf_drop(&client->out, waiting.len);
	if (count > 0)
		buf_drop(&client->out, (size_t)count);
	if (!client->finishing || buf_len(&client->out) > 0)
		return;
	client->finishing = false;
	(void)shutdown(client->fd, SHUT_WR); /* it may have ended */
}

/*
 * All that has come for it: with one piece in a turn it could be too late, on a
 * slow machine, for what a worker that lingers keeps for it.
 */
static void
read_all(struct client *client)
{
	while (client->fd != -1) {
		struct str line;
		char *room;
		const size_t size = buf_room(&client->in, &room);
		const ssize_t count = io_read(client->fd, room, size);
		if (count == IO_AGAIN)
			return;
		crowd.until = deadline();
		if (count <= 0) {
			end(client);
			return;
		}
		buf_filled(&client->in, (size_t)count);
		while (buf_line(&client->in, &line) == LINE_WHOLE) {
			hear(client, line);
			buf_drop_line(&client->in, line);
		}
	}
}

static struct pollfd
wishes(const struct client *client, usec now)
{
	struct pollfd fd = { .fd = client->fd };

	if (client->deaf_until <= now)
		fd.events |= POLLIN;
	if (buf_len(&client->out) > 0 || client->finishing)
		fd.events |= POLLOUT;
	/* Without a wish its errors would still wake us, again and again. */
	if (fd.events == 0)
		fd.fd = -1;
	return fd;
}

void
crowd_listen(usec until)
{
	struct pollfd fd[CROWD_MOST];
	const usec now = clock_mono();
	const usec left = until > now ? until - now : 0;

	for (size_t i = 0; i < crowd.count.clients; i++)
		fd[i] = wishes(&crowd.client[i], now);
	const int ready = poll(
	    fd, (nfds_t)crowd.count.clients, (int)((left + MSEC - 1) / MSEC));
	for (size_t i = 0; ready > 0 && i < crowd.count.clients; i++) {
		struct client *client = &crowd.client[i];
		if (fd[i].fd == -1 || fd[i].revents == 0)
			continue;
		if ((fd[i].revents & POLLOUT) != 0)
			write_out(client);
		if ((fd[i].events & POLLIN) != 0 &&
		    (fd[i].revents & ~POLLOUT) != 0)
			read_all(client);
		else if ((fd[i].revents & (POLLERR | POLLHUP)) != 0)
			client->deaf_until = 0; /* it hears that all is over */
	}
}

/* Is something still to come? */
static bool
is_waiting(void)
{
	for (size_t i = 0; i < crowd.count.clients; i++)
		if (crowd.client[i].fd != -1 &&
		    (crowd.stops || crowd.client[i].leaving ||
			crowd.client[i].owed > 0))
			return true;
	return false;
}

/* All listen until nothing is to come; false if that takes too long. */
static bool
listen_out(void (*turn)(void))
{
	crowd.until = deadline();
	while (is_waiting()) {
		turn();
		crowd_listen(clock_mono() + 10 * MSEC);
		if (deadline_passed(crowd.until))
			return false;
	}
	return true;
}

bool
crowd_fall_silent(void (*turn)(void))
{
	for (size_t i = 0; i < crowd.count.clients; i++) {
		crowd.client[i].deaf_until = 0;
		ping(&crowd.client[i]);
	}
	return listen_out(turn);
}

void
crowd_begin(const char *address, size_t count, void (*turn)(void))
{
	const char *wrong = addr_parse(&crowd.server, address);

	MUST(wrong == NULL, "address %s: %s", address, wrong);
	MUST(count <= CROWD_MOST, "too many clients");
	crowd.client = calloc(count, sizeof(*crowd.client));
	MUST(crowd.client != NULL, "out of memory");
	crowd.count.clients = count;
	for (size_t i = 0; i < count; i++) {
		crowd.client[i].fd = -1;
		crowd.client[i].dice = dice_own((uint32_t)i);
	}
	enter(crowd.client);
	for (uint32_t group = 0; group < GROUPS; group++)
		(void)say(
		    crowd.client, "join", group, "join g%u\n", (unsigned)group);
	MUST(listen_out(turn), "nobody comes in");
}

void
crowd_finish(void)
{
	for (size_t i = 1; i < crowd.count.clients; i++)
		for (size_t group = 0; group < GROUPS; group++) {
			crowd.client[i].spell[group].whole = true;
			if ((crowd.client[i].groups >> group & 1) != 0)
				end_spell(&crowd.client[i], group);
		}
	for (size_t i = 0; i < crowd.ends && !crowd.blind; i++)
		compare(&crowd.ended[i]);
	crowd.ends = 0;
}

bool
crowd_hears_out(void (*turn)(void))
{
	crowd.stops = true;
	return listen_out(turn);
}

void
crowd_leave(void)
{
	for (size_t i = 0; i < crowd.count.clients; i++)
		io_close(&crowd.client[i].fd);
	free(crowd.client);
}

void
crowd_pardon_by(bool (*pardons)(void))
{
	crowd.pardons = pardons;
}

bool
crowd_loses(pid_t worker, enum crowd_loss loss)
{
	char title[256];

	proc_title(worker, title, sizeof(title));
	const char *colon = strrchr(title, ':');
	const unsigned port =
	    colon != NULL ? (unsigned)strtoul(colon + 1, NULL, 10) : 0;
	for (size_t i = 1; i < crowd.count.clients && port != 0; i++) {
		struct client *client = &crowd.client[i];
		if (client->fd == -1 || client->port != port)
			continue;
		client->cut = client->cut || loss == CROWD_CUT;
		client->kicked = client->kicked || loss == CROWD_KICKED;
		return true;
	}
	return false;
}

size_t
crowd_present(void)
{
	size_t present = 0;

	for (size_t i = 0; i < crowd.count.clients; i++)
		present += crowd.client[i].fd != -1;
	return present;
}

struct crowd_count
crowd_count(void)
{
	return crowd.count;
}
