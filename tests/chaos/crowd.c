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
#include "shared/clock.h"
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

/* One text of so many is long, so that queues and pipes fill up. */
#define LONG_ONCE_IN 16
#define SHORT_MOST 90
#define LONG_MOST 3000

/* A command, by the first word of what answers it. */
struct asked {
	const char *answer;
	uint32_t number; /* in it */
};

#define NONE UINT32_MAX

/* What somebody has heard in a group, from its join on. */
struct spell {
	uint32_t life;
	size_t group;
	uint64_t first; /* ID */
	size_t count;
	uint64_t hash; /* of all lines together */
	bool gone; /* it ended with the connection, by a quit */
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
	bool leaving; /* it says nothing any more */
	bool finishing; /* it closes its sending side when all is sent */
	bool cut, over; /* it may be; it was told bye */
	struct asked asked[ASKED];
	size_t first, owed;
	struct buf in, out;
	char in_data[ROOM], out_data[ROOM];
};

/* An event of the witness. */
struct event {
	uint64_t id, hash;
	bool said; /* a message */
};

static struct {
	struct addr server;
	void (*turn)(void);
	bool (*pardons)(void); /* or null */
	struct client *client;
	size_t clients;
	struct event *event[GROUPS];
	size_t events[GROUPS], room[GROUPS];
	size_t stored[GROUPS]; /* of these, which the history had, too */
	struct spell *ended;
	size_t ends, ends_room;
	uint64_t *quit; /* of each life: the ID, or 0 */
	size_t quits_room;
	uint64_t settled; /* all who live have heard the events up to this ID */
	usec until; /* something is to be heard again, or it hangs */
	struct crowd_count count;
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
	const bool pardoned = crowd.pardons != NULL && crowd.pardons();

	crowd.count.pardons += pardoned;
	return pardoned;
}

/* --- What must be true -------------------------------------------------- */

static uint64_t
hash_of(uint64_t hash, struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		hash = (hash ^ (unsigned char)bytes.at[i]) * 0x100000001b3U;
	return hash;
}

/* The text is drawn from who says it and its number. */
static struct str
text_of(uint32_t life, uint32_t number)
{
	static char room[LONG_MOST + 16];
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

static void
hear_refusal(struct client *client, struct str verb, struct str why)
{
	MUST(str_eq(why, STR("already-member")) ||
		str_eq(why, STR("not-member")) || is_pardoned(),
	    "c%u is refused: %.*s %.*s", (unsigned)client->life, (int)verb.len,
	    verb.at, (int)why.len, why.at);
	if (str_eq(verb, STR("send")))
		verb = STR("msg");
	answers(client, verb, client->asked[client->first].number);
}

static uint64_t *
quit_of(uint32_t life)
{
	crowd.quit =
	    grown(crowd.quit, &crowd.quits_room, life + 1, sizeof(*crowd.quit));
	return &crowd.quit[life];
}

/* The witness has heard the same, and nothing more that belongs to it. */
static void
compare(const struct spell *spell)
{
	const struct event *event = crowd.event[spell->group];
	const size_t events = crowd.events[spell->group];
	const uint64_t last =
	    spell->gone ? *quit_of(spell->life) : crowd.settled;
	uint64_t known = 0;
	size_t first = 0;

	while (first < events && event[first].id < spell->first)
		first++;
	const size_t end = first + spell->count;
	for (size_t i = first; i < end && i < events; i++)
		known = hash_of(known, STR_BYTES(event[i].hash));
	MUST(end <= events && known == spell->hash,
	    "c%u has not heard in g%zu what the first one has",
	    (unsigned)spell->life, spell->group);
	MUST(!spell->whole || end == events || event[end].id > last,
	    "c%u has not heard all of g%zu", (unsigned)spell->life,
	    spell->group);
}

/* What it has heard in the group so far is to be compared. */
static void
keep_spell(const struct client *client, size_t group)
{
	crowd.ended = grown(crowd.ended, &crowd.ends_room, crowd.ends + 1,
	    sizeof(*crowd.ended));
	crowd.ended[crowd.ends++] = client->spell[group];
}

static void
end_spell(struct client *client, size_t group)
{
	client->groups &= ~(1U << group);
	keep_spell(client, group);
}

static void
hear_in_group(struct client *client, struct str verb, uint64_t id,
    uint64_t hash, struct str rest)
{
	const size_t group = number_in(str_word(&rest), 'g');
	const uint32_t who = number_in(str_word(&rest), 'c');
	const bool own = who == client->life;
	const bool joins = str_eq(verb, STR("join"));
	const bool says = str_eq(verb, STR("msg"));
	const uint32_t number = says ? number_in(rest, '\0') : (uint32_t)group;

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
	spell->hash = hash_of(spell->hash, STR_BYTES(hash));
	if (client == crowd.client) {
		struct event **event = &crowd.event[group];
		const size_t events = crowd.events[group]++;
		*event = grown(
		    *event, &crowd.room[group], events + 1, sizeof(**event));
		(*event)[events] = (struct event) { id, hash, says };
		MUST(!says || str_eq(rest, text_of(who, number)),
		    "c%u has not said \"%.*s\"", (unsigned)who, (int)rest.len,
		    rest.at);
	}
	if (own)
		answers(client, verb, number);
	if (own && str_eq(verb, STR("leave")))
		end_spell(client, group);
}

static void
hear_event(struct client *client, struct str verb, struct str line)
{
	struct str rest = line;
	uint64_t id = 0;

	(void)str_word(&rest);
	MUST(str_to_number(str_word(&rest), UINT64_MAX, &id) && id > client->id,
	    "c%u: behind the event %ju comes \"%.*s\"", (unsigned)client->life,
	    (uintmax_t)client->id, (int)line.len, line.at);
	client->id = id;
	if (!str_eq(verb, STR("quit"))) {
		hear_in_group(
		    client, verb, id, hash_of(STR_HASH_START, line), rest);
		return;
	}
	const uint32_t who = number_in(str_word(&rest), 'c');
	MUST(who != client->life && who != NONE &&
		(client != crowd.client || *quit_of(who) == 0),
	    "c%u hears that c%u quits, once more", (unsigned)client->life,
	    (unsigned)who);
	if (client == crowd.client)
		*quit_of(who) = id;
}

static void
hear_bye(struct client *client, struct str why)
{
	const bool slow = str_eq(why, STR("slow-reader"));
	const bool kicked = str_eq(why, STR("kicked")) && client->cut;
	const bool quit = str_eq(why, STR("quit")) && client->leaving;
	const bool stops = str_eq(why, STR("shutdown")) && crowd.stops;

	MUST(slow || kicked || quit || stops || is_pardoned(),
	    "c%u is told bye %.*s", (unsigned)client->life, (int)why.len,
	    why.at);
	if (quit && client->owed == 1)
		answers(client, STR("bye"), 0);
	MUST(!quit || client->owed == 0 || is_pardoned(),
	    "c%u has quit, and is owed answers", (unsigned)client->life);
	client->over = true;
	crowd.count.slow += slow;
	crowd.count.lost += !slow && !kicked && !quit && !stops;
	client->cut = client->cut || !quit;
}

/* The next message that the witness heard in the group, but for those before.
 */
static size_t
next_said(size_t group, size_t from)
{
	while (from < crowd.events[group] && !crowd.event[group][from].said)
		from++;
	return from;
}

/* The history has what was heard, in its order, and once. */
static void
hear_past(struct str line)
{
	struct str rest = line;
	uint64_t id = 0;

	(void)str_word(&rest);
	MUST(str_to_number(str_word(&rest), UINT64_MAX, &id), "\"%.*s\"",
	    (int)line.len, line.at);
	const size_t group = number_in(str_word(&rest), 'g');
	MUST(group < GROUPS, "the past of others");
	const size_t at = next_said(group, crowd.stored[group]);
	MUST(at < crowd.events[group] && crowd.event[group][at].id == id &&
		crowd.event[group][at].hash == hash_of(STR_HASH_START, line),
	    "the history of g%zu has \"%.*s\" at %zu of %zu", group,
	    (int)line.len, line.at, at, crowd.events[group]);
	crowd.stored[group] = at + 1;
}

static void
hear(struct client *client, struct str line)
{
	struct str rest = line;
	const struct str verb = str_word(&rest);
	struct str behind = rest;
	const struct str what = str_word(&behind);

	crowd.count.lines++;
	MUST(!client->over, "c%u hears more behind bye: \"%.*s\"",
	    (unsigned)client->life, (int)line.len, line.at);
	if (str_eq(verb, STR("bye")))
		hear_bye(client, what);
	else if (str_eq(verb, STR("past")))
		hear_past(rest);
	else if (str_eq(verb, STR("ok")))
		answers(client, what,
		    number_in(behind,
			str_eq(what, STR("name"))	 ? 'c' :
			    str_eq(what, STR("history")) ? 'g' :
							   '\0'));
	else if (str_eq(verb, STR("err")))
		hear_refusal(client, what, str_word(&behind));
	else if (str_eq(verb, STR("ERROR")))
		/* It is turned away, and told so for IRC before its own bye. */
		MUST(client->id == 0 && is_pardoned(), "%.*s", (int)line.len,
		    line.at);
	else
		hear_event(client, verb, line);
}

/* --- What a client does -------------------------------------------------- */

static void say(struct client *client, const char *answer, uint32_t number,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* If there is no room for a line it stays unsaid, which is no matter. */
static void
say(struct client *client, const char *answer, uint32_t number,
    const char *format, ...)
{
	static char line[LONG_MOST + 64];
	va_list values;

	if (client->fd == -1 || client->leaving || client->owed == ASKED)
		return;
	va_start(values, format);
	const int len = vsnprintf(line, sizeof(line), format, values);
	va_end(values);
	if (BUF_CAT(&client->out, ((struct str) { line, (size_t)len })))
		client->asked[(client->first + client->owed++) % ASKED] =
		    (struct asked) { answer, number };
}

static void
ping(struct client *client)
{
	const uint32_t number = ++client->number;

	say(client, "ping", number, "ping %u\n", (unsigned)number);
}

static void
enter(struct client *client)
{
	struct addr own = { .len = sizeof(own.to) };
	const struct dice dice = client->dice;

	*client = (struct client) { .dice = dice,
		.life = (uint32_t)++crowd.count.lives };
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
	client->port = ntohs(own.to.v4.sin_port); /* or 0, as it is zero */
	buf_init(&client->in, client->in_data, ROOM);
	buf_init(&client->out, client->out_data, ROOM);
	say(client, "name", client->life, "name c%u\n", (unsigned)client->life);
}

/* Those that it is in: they are gone with the connection, or go on. */
static void
keep_spells(struct client *client, bool gone, bool whole)
{
	for (size_t group = 0; group < GROUPS; group++) {
		client->spell[group].gone = gone;
		client->spell[group].whole = whole;
		if ((client->groups >> group & 1) != 0)
			keep_spell(client, group);
	}
}

/*
 * In order or by a reset. What it has heard is whole if it has quit. Nobody
 * hears its quit if it has asked to leave first.
 */
static void
leave(struct client *client)
{
	const struct linger once = { .l_onoff = draw(client, 2) == 0 };
	bool quits = true;

	for (size_t i = 0; i < client->owed; i++)
		if (client->asked[(client->first + i) % ASKED].answer[0] == 'l')
			quits = false;
	keep_spells(client, quits, client->over && !client->cut);
	client->groups = 0;
	(void)setsockopt(
	    client->fd, SOL_SOCKET, SO_LINGER, &once, sizeof(once));
	io_close(&client->fd);
}

/* The server has closed the connection. */
static void
end(struct client *client)
{
	MUST(client->cut || (client->over && buf_len(&client->in) == 0) ||
		is_pardoned(),
	    "c%u is cut off without goodbye", (unsigned)client->life);
	crowd.count.cut += !client->over;
	crowd.count.lost += !client->over && !client->cut;
	crowd.blind = crowd.blind || (client == crowd.client && !crowd.stops);
	client->cut = client->cut || !client->over;
	leave(client);
}

/* One of its groups, as it believes; once in so many times any. */
static uint32_t
draw_group(struct client *client)
{
	const uint32_t group = draw(client, GROUPS);

	if (draw(client, 50) != 0)
		for (uint32_t i = 0; i < GROUPS; i++)
			if ((client->groups >> (group + i) % GROUPS & 1) != 0)
				return (group + i) % GROUPS;
	return group;
}

static void
send_some(struct client *client)
{
	for (uint32_t left = 1 + draw(client, BURST_MOST); left > 0; left--) {
		const uint32_t number = ++client->number;
		const struct str text = text_of(client->life, number);
		say(client, "msg", number, "send g%u %.*s\n",
		    (unsigned)draw_group(client), (int)text.len, text.at);
	}
}

/* What is done less often than to send. */
static const char seldom[] = "jjjjjjjjjjjjppiiiiiidql";

static void
act(struct client *client)
{
	uint32_t group;

	if (draw(client, 6) != 0) {
		send_some(client);
		return;
	}
	switch (seldom[draw(client, sizeof(seldom) - 1)]) {
	case 'j':
		group = draw(client, GROUPS);
		say(client, "join", group, "join g%u\n", (unsigned)group);
		break;
	case 'p':
		group = draw_group(client);
		say(client, "leave", group, "leave g%u\n", (unsigned)group);
		break;
	case 'i':
		ping(client);
		break;
	case 'd': /* the server may find it too slow, in the end */
		client->cut = true;
		client->deaf_until = client->next + draw(client, DEAF_MOST);
		break;
	case 'q': /* the end of its input is one, too */
		if (draw(client, 2) == 0)
			say(client, "bye", 0, "quit good night\n");
		client->leaving = client->finishing = true;
		break;
	default:
		leave(client);
	}
}

/* The more there are, the more hear what each says: together so much. */
void
crowd_act(void)
{
	const usec now = clock_mono();

	for (size_t i = 1; i < crowd.clients; i++) {
		struct client *client = &crowd.client[i];
		if (client->next > now)
			continue;
		if (client->fd == -1)
			enter(client);
		client->next = now + draw(client, crowd.clients * PAUSE_EACH);
		if (client->fd != -1 && !client->leaving &&
		    client->owed <= OWED_MOST)
			act(client);
		if (client->fd == -1)
			client->next = now + draw(client, AWAY_MOST);
	}
}

/* --- Their connections --------------------------------------------------- */

/* Half of what is waiting, so that lines come in parts. */
static void
write_out(struct client *client)
{
	const struct str waiting = buf_str(&client->out);
	const ssize_t count = waiting.len > 0 ?
	    io_write(client->fd, waiting.at, (waiting.len + 1) / 2) :
	    0;

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

void
crowd_listen(int ms)
{
	struct pollfd fd[CROWD_MOST];
	const usec now = clock_mono();

	for (size_t i = 0; i < crowd.clients; i++) {
		struct client *client = &crowd.client[i];
		if (client->fd != -1)
			write_out(client);
		fd[i] = (struct pollfd) {
			.fd = client->deaf_until <= now ? client->fd : -1,
			.events = POLLIN
		};
	}
	if (poll(fd, (nfds_t)crowd.clients, ms) <= 0)
		return;
	for (size_t i = 0; i < crowd.clients; i++)
		if (fd[i].fd != -1 && fd[i].revents != 0)
			read_all(&crowd.client[i]);
}

/* Somebody for whom something is still to come, or whose quit is; or 0. */
static uint32_t
who_waits(void)
{
	for (size_t i = 0; i < crowd.clients; i++)
		if (crowd.client[i].fd != -1 &&
		    (crowd.stops || crowd.client[i].leaving ||
			crowd.client[i].owed > 0))
			return crowd.client[i].life;
	for (size_t i = 0; i < crowd.ends && !crowd.blind && !crowd.stops; i++)
		if (crowd.ended[i].gone && *quit_of(crowd.ended[i].life) == 0)
			return crowd.ended[i].life;
	return 0;
}

/* All listen until nothing is to come. */
static void
listen_out(void)
{
	uint32_t who;

	crowd.until = deadline();
	while ((who = who_waits()) != 0) {
		crowd.turn();
		crowd_listen(10);
		MUST(!deadline_passed(crowd.until),
		    "what c%u is owed does not come, or its quit",
		    (unsigned)who);
	}
}

void
crowd_begin(const char *address, size_t count, void (*turn)(void),
    bool (*pardons)(void))
{
	const char *wrong = addr_parse(&crowd.server, address);

	MUST(wrong == NULL, "address %s: %s", address, wrong);
	MUST(count <= CROWD_MOST, "too many clients");
	crowd.turn = turn;
	crowd.pardons = pardons;
	crowd.client = calloc(count, sizeof(*crowd.client));
	MUST(crowd.client != NULL, "out of memory");
	crowd.clients = count;
	for (size_t i = 0; i < count; i++) {
		crowd.client[i].fd = -1;
		crowd.client[i].dice = dice_own((uint32_t)i);
	}
	enter(crowd.client);
	for (uint32_t group = 0; group < GROUPS; group++)
		say(crowd.client, "join", group, "join g%u\n", (unsigned)group);
	listen_out();
}

/*
 * Who is gone may still have said something, which others hear now, or later if
 * nobody has heard of them yet. Behind the second ping all have what the
 * witness had at the first, and behind the third the witness has what they had
 * then.
 */
void
crowd_finish(void)
{
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < crowd.clients; i++) {
			struct client *client = &crowd.client[i];
			if (round == 2 && i > 0)
				keep_spells(client, false, true);
			client->deaf_until = 0;
			ping(client);
		}
		listen_out();
		if (round == 0)
			crowd.settled = crowd.client->id;
	}
	for (size_t i = 0; i < crowd.ends && !crowd.blind; i++)
		compare(&crowd.ended[i]);
	crowd.ends = 0;
}

/* A page has as many as may be asked for. */
void
crowd_read_history(void)
{
	for (uint32_t group = 0; group < GROUPS && !crowd.blind; group++) {
		const size_t events = crowd.events[group];
		size_t before;
		do {
			const size_t at = before = crowd.stored[group];
			const uint64_t id =
			    at > 0 ? crowd.event[group][at - 1].id : 1;
			say(crowd.client, "history", group,
			    "history g%u said after %ju 1000\n",
			    (unsigned)group, (uintmax_t)id);
			listen_out();
		} while (crowd.stored[group] > before);
		MUST(next_said(group, before) == events,
		    "the history of g%u has %zu of %zu", (unsigned)group,
		    before, events);
	}
}

void
crowd_hears_out(void)
{
	crowd.stops = true;
	listen_out();
}

void
crowd_leave(void)
{
	for (size_t i = 0; i < crowd.clients; i++)
		io_close(&crowd.client[i].fd);
	free(crowd.client);
}

bool
crowd_loses(pid_t worker)
{
	char title[256];

	proc_title(worker, title, sizeof(title));
	const char *colon = strrchr(title, ':');
	const unsigned port =
	    colon != NULL ? (unsigned)strtoul(colon + 1, NULL, 10) : 0;
	for (size_t i = 0; i < crowd.clients && port != 0; i++) {
		struct client *client = &crowd.client[i];
		if (client->fd == -1 || client->port != port)
			continue;
		client->cut = true;
		return i != 0;
	}
	return port != 0 || strstr(title, "keeper") != NULL ||
	    strstr(title, "journal") != NULL;
}

size_t
crowd_present(void)
{
	size_t present = 0;

	for (size_t i = 0; i < crowd.clients; i++)
		present += crowd.client[i].fd != -1;
	return present;
}

struct crowd_count
crowd_count(void)
{
	return crowd.count;
}
