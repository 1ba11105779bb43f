/* A client of a server that meets faults: see guest.h. */
#include "guest.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "shared/addr.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"

#define LINE_SIZE 4200

static const char *const names[GUESTS] = { "ada", "bob", "cem", "dan", "eva",
	"fay", "gil", "hal", "ivo", "jan" };

static struct guest guests[GUESTS];
static void (*look_around)(bool heard);
static uint64_t newest; /* the last ID that anybody has heard */

void
guests_begin(void (*look)(bool heard))
{
	look_around = look;
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail */
	for (size_t i = 0; i < GUESTS; i++) {
		guests[i] = (struct guest) { .name = names[i], .fd = -1 };
		buf_init(&guests[i].in, guests[i].data, GUEST_ROOM);
	}
}

struct guest *
guest_get(size_t number)
{
	return &guests[number];
}

static void
leave(struct guest *guest)
{
	io_close(&guest->fd);
	guest->state = guest->leaving ? GUEST_LEFT : GUEST_LOST;
}

void
guest_come(struct guest *guest, const char *address, bool small)
{
	const int little = 32 * 1024;
	struct addr addr;

	MUST(addr_parse(&addr, address) == NULL, "address %s", address);
	guest->fd = socket(addr.to.any.sa_family, SOCK_STREAM, 0);
	MUST(guest->fd != -1, "no socket: %s", strerror(errno));
	if (small)
		(void)setsockopt(guest->fd, SOL_SOCKET, SO_RCVBUF, &little,
		    sizeof(little)); /* else more is needed to fill it */
	guest->state = GUEST_IN;
	/* The answers to another connection of his do not come. */
	guest->answered = guest->asked;
	buf_init(&guest->in, guest->data, GUEST_ROOM);
	if (connect(guest->fd, &addr.to.any, addr.len) != 0)
		leave(guest);
	else
		MUST(io_prepare(guest->fd), "fcntl: %s", strerror(errno));
}

/* Where nothing moves, for one does not read, it has to. */
static void
read_or_undeafen(void)
{
	if (guests_read(10 * MSEC))
		return;
	for (size_t i = 0; i < GUESTS; i++)
		guests[i].deaf = false;
}

/* Sends all, reading meanwhile; it may be lost over it. */
static void
send_all(struct guest *guest, const char *data, size_t len)
{
	const usec end = deadline();

	while (len > 0 && guest->state == GUEST_IN) {
		const ssize_t count = io_write(guest->fd, data, len);
		if (count == IO_FAIL)
			return; /* reading will tell what there is to know */
		if (count > 0) {
			data += count;
			len -= (size_t)count;
		} else {
			read_or_undeafen();
			MUST(!deadline_passed(end), "%s cannot speak",
			    guest->name);
		}
	}
}

void
guest_ask(struct guest *guest, const char *pattern, const char *format, ...)
{
	char line[LINE_SIZE];
	va_list values;
	int len;

	if (guest->state != GUEST_IN)
		return;
	va_start(values, format);
	len = vsnprintf(line, sizeof(line) - 1, format, values);
	va_end(values);
	MUST(len > 0 && (size_t)len < sizeof(line) - 1 &&
		guest->asked < GUEST_ASKS,
	    "that is too much to say");
	line[len] = '\n';
	guest->asked_at = newest;
	guest->ask[guest->asked] = strdup(pattern);
	MUST(guest->ask[guest->asked++] != NULL, "out of memory");
	send_all(guest, line, (size_t)len + 1);
}

/* Which word of an event tells who did it; 0: it is no event. */
static size_t
actor_word(struct str verb)
{
	static const struct {
		const char *verb;
		size_t word;
	} table[] = { { "msg", 3 }, { "join", 3 }, { "leave", 3 },
		{ "topic", 3 }, { "tell", 2 }, { "name", 2 } };

	for (size_t i = 0; i < COUNT(table); i++)
		if (str_eq(verb, str_from(table[i].verb)))
			return table[i].word;
	return 0;
}

/* Is the line an answer to a command of the guest? */
static bool
is_answer(const struct guest *guest, struct str line)
{
	struct str rest = line;
	const struct str verb = str_word(&rest);
	size_t skip = actor_word(verb);
	struct str word = verb;

	if (str_eq(verb, STR("ok")) || str_eq(verb, STR("err")))
		return true;
	if (str_eq(verb, STR("bye")))
		return guest->answered < guest->asked &&
		    pattern_matches(guest->ask[guest->answered], line);
	if (skip == 0)
		return false;
	while (skip-- > 0)
		word = str_word(&rest);
	return str_eq(word, str_from(guest->current));
}

/* A pattern, or one of two with a bar between them. */
static bool
matches_either(const char *patterns, struct str line)
{
	const size_t len = strcspn(patterns, "|");
	char first[128];

	if (patterns[len] == '\0')
		return pattern_matches(patterns, line);
	MUST(len < sizeof(first), "too long: %s", patterns);
	memcpy(first, patterns, len);
	first[len] = '\0';
	return pattern_matches(first, line) ||
	    pattern_matches(patterns + len + 1, line);
}

static void
check_answer(struct guest *guest, struct str line)
{
	MUST(guest->answered < guest->asked, "%s asked nothing, but got %.*s",
	    guest->name, (int)line.len, line.at);
	const char *pattern = guest->ask[guest->answered++];
	MUST(matches_either(pattern, line), "%s wanted \"%s\", got \"%.*s\"",
	    guest->name, pattern, (int)line.len, line.at);
}

/* "ok name NAME" and "name ID OLD NEW" tell the guest who it is. */
static void
learn_name(struct guest *guest, struct str line)
{
	if (pattern_matches("ok name *", line) ||
	    pattern_matches("name * * *", line)) {
		const char *last = line.at + line.len;
		while (last[-1] != ' ')
			last--;
		(void)snprintf(guest->current, sizeof(guest->current), "%.*s",
		    (int)(line.at + line.len - last), last); /* ours: fits */
	}
}

/* The second word of an event is its ID. */
static void
learn_id(struct str line)
{
	struct str rest = line;
	uint64_t id = 0;

	(void)str_word(&rest);
	if (rest.at != NULL &&
	    str_to_number(str_word(&rest), UINT64_MAX, &id) && id > newest)
		newest = id;
}

static void
hear(struct guest *guest, struct str line)
{
	const bool answer = is_answer(guest, line);

	MUST(!guest->bye, "%s was told bye, and then \"%.*s\"", guest->name,
	    (int)line.len, line.at);
	if (guest->lines == guest->line_room) {
		guest->line_room = 2 * guest->line_room + 64;
		guest->line = realloc(
		    guest->line, guest->line_room * sizeof(*guest->line));
		MUST(guest->line != NULL, "out of memory");
	}
	guest->line[guest->lines] = strndup(line.at, line.len);
	MUST(guest->line[guest->lines++] != NULL, "out of memory");
	guest->bye = pattern_matches("bye ...", line);
	guest->told = pattern_matches("bye shutdown ...", line);
	if (guest->bye && !answer && !guest->told)
		guest->leaving = false;
	learn_id(line);
	if (!answer)
		return;
	check_answer(guest, line);
	learn_name(guest, line);
}

static void
read_one(struct guest *guest)
{
	struct str line;
	char *room;
	const size_t size = buf_room(&guest->in, &room);
	const ssize_t count = io_read(guest->fd, room, size);

	if (count == IO_AGAIN)
		return;
	if (count <= 0) {
		leave(guest);
		return;
	}
	buf_filled(&guest->in, (size_t)count);
	while (buf_line(&guest->in, &line) == LINE_WHOLE) {
		hear(guest, line);
		buf_drop_line(&guest->in, line);
	}
}

bool
guests_read(usec time)
{
	struct pollfd fd[GUESTS];
	int ready;

	for (size_t i = 0; i < GUESTS; i++)
		fd[i] = (struct pollfd) { .events = POLLIN,
			.fd = guests[i].deaf ? -1 : guests[i].fd };
	ready = poll(fd, GUESTS, (int)(time / MSEC));
	for (size_t i = 0; i < GUESTS && ready > 0; i++)
		if (fd[i].revents != 0)
			read_one(&guests[i]);
	look_around(ready > 0);
	return ready > 0;
}

void
guest_settle(struct guest *guest)
{
	const usec end = deadline();

	while (guest->state == GUEST_IN && guest->answered < guest->asked) {
		(void)guests_read(10 * MSEC);
		MUST(!deadline_passed(end), "%s has no answer, wanted \"%s\"",
		    guest->name, guest->ask[guest->answered]);
	}
}

void
guest_end(struct guest *guest)
{
	const usec end = deadline();

	while (guest->state == GUEST_IN) {
		(void)guests_read(10 * MSEC);
		MUST(!deadline_passed(end), "%s is still there", guest->name);
	}
}

const char *
guest_last(const struct guest *guest, const char *pattern)
{
	for (size_t i = guest->lines; i > 0; i--)
		if (pattern_matches(pattern, str_from(guest->line[i - 1])))
			return guest->line[i - 1];
	return NULL;
}

bool
guest_has(const struct guest *guest, const char *pattern)
{
	return guest_last(guest, pattern) != NULL;
}

void
guest_reset(struct guest *guest)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	if (guest->state != GUEST_IN)
		return;
	MUST(setsockopt(guest->fd, SOL_SOCKET, SO_LINGER, &at_once,
		 sizeof(at_once)) == 0,
	    "setsockopt: %s", strerror(errno));
	guest->leaving = true;
	leave(guest);
}

void
guests_close(void)
{
	for (size_t i = 0; i < GUESTS; i++)
		io_close(&guests[i].fd);
}

size_t
guests_count(enum guest_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < GUESTS; i++)
		count += guests[i].state == state;
	return count;
}
