/* A server that says what a test tells it to: see fake.h. */
#include "fake.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "deadline.h"
#include "must.h"
#include "otherwise.h"
#include "pattern.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/io.h"
#include "talk_lines.h"

#define LINE_SIZE 256
#define LINES_SIZE 32768

static struct {
	int listener;
	int fd; /* the client, once it has come; else -1 */
	char address[ADDR_TEXT];
	struct buf in;
	char memory[16384];
} fake = { .fd = -1 };

const char *
fake_start(const char *address)
{
	struct addr addr;

	fake.fd = -1;
	MUST(addr_parse(&addr, address) == NULL, "cannot parse");
	fake.listener = socket(addr.to.any.sa_family, SOCK_STREAM, 0);
	MUST(fake.listener != -1 &&
		bind(fake.listener, &addr.to.any, addr.len) == 0 &&
		getsockname(fake.listener, &addr.to.any, &addr.len) == 0 &&
		io_prepare(fake.listener),
	    "cannot bind: %s", strerror(errno));
	addr_text(&addr, fake.address);
	MUST(listen(fake.listener, 1) == 0, "cannot listen: %s",
	    strerror(errno));
	return fake.address;
}

static void
take_client(void)
{
	const int yes = 1;

	if (fake.fd != -1)
		return;
	MUST(deadline_poll(fake.listener, POLLIN, deadline()),
	    "the client does not connect");
	fake.fd = io_accept(fake.listener, NULL);
	/* A reset may discard unsent bytes: let the last words leave first. */
	MUST(fake.fd != -1, "cannot accept: %s", strerror(errno));
	(void)setsockopt(
	    fake.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)); /* if TCP */
	/* What the one before has said and nobody wanted is not answered. */
	buf_init(&fake.in, fake.memory, sizeof(fake.memory));
}

static bool
read_more(usec end)
{
	char *room;
	const size_t size = buf_room(&fake.in, &room);

	if (!deadline_poll(fake.fd, POLLIN, end))
		return false;
	const ssize_t count = io_read(fake.fd, room, size);
	if (count > 0)
		buf_filled(&fake.in, (size_t)count);
	return count > 0;
}

/* Until the client has all, or has hung up. */
static bool
write_bytes(const char *text, size_t left)
{
	const usec end = deadline();

	while (left > 0) {
		const ssize_t count =
		    send(fake.fd, text, otherwise_piece(left), MSG_NOSIGNAL);
		if (count < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (count > 0) {
			text += count;
			left -= (size_t)count;
		}
		MUST(left == 0 || deadline_poll(fake.fd, POLLOUT, end),
		    "the client does not read");
	}
	return true;
}

static void
says_bytes(char *text)
{
	MUST(
	    write_bytes(text, strlen(text)), "cannot say: %s", strerror(errno));
}

/* Much at once, for who is to be told megabytes waits for them. */
static void
pours(char *text)
{
	static char room[LINES_SIZE];
	const size_t len = strlen(text);
	size_t used = 0;

	for (; used + len <= sizeof(room); used += len)
		memcpy(room + used, text, len);
	while (write_bytes(room, used))
		continue;
	io_close(&fake.fd);
}

/* Says lines. */
static void __attribute__((format(printf, 1, 2))) say(const char *format, ...)
{
	static char lines[LINES_SIZE];
	va_list values;

	va_start(values, format);
	const int len = vsnprintf(lines, LINES_SIZE, format, values);
	va_end(values);
	MUST(len >= 0 && len < LINES_SIZE, "too long");
	says_bytes(lines);
}

static void
says(char *text)
{
	say("%s\n", text);
}

/* Waits for a line of the client, which is then to be dropped. */
static struct str
next_line(const char *wanted, usec end)
{
	struct str line;

	take_client();
	for (;;) {
		while (buf_line(&fake.in, &line) != LINE_WHOLE)
			MUST(read_more(end), "the client does not say \"%s\"",
			    wanted);
		if ((!str_eq(line, STR("motd")) &&
			!str_eq(line, STR("talks")) &&
			!str_begins(line, STR("watch ")) &&
			!str_begins(line, STR("seen "))) ||
		    strncmp(wanted, line.at, 4) == 0)
			return line;
		say("ok %.*s\n", (int)line.len, line.at);
		buf_drop_line(&fake.in, line);
	}
}

static void
gets(char *text)
{
	const usec end = deadline();
	bool found, wants;

	do {
		const struct str line = next_line(text, end);
		found = pattern_matches(text, line);
		wants = !found && str_begins(line, STR("want "));
		if (wants)
			say("ok %.*s\n", (int)line.len, line.at);
		buf_drop_line(&fake.in, line);
	} while (!found);
}

/* Waits for a line of two words, and those before it. */
static void
expect(const char *verb, const char *name)
{
	char line[LINE_SIZE];

	(void)snprintf(line, sizeof(line), "%s %s", verb, name);
	gets(line);
}

static void
gets_next(char *text)
{
	const struct str line = next_line(text, deadline());

	MUST(pattern_matches(text, line),
	    "the client says \"%.*s\" and not \"%s\"", (int)line.len, line.at,
	    text);
	buf_drop_line(&fake.in, line);
}

static void
quiet(char *text)
{
	struct pollfd set = { .fd = fake.fd, .events = POLLIN };

	(void)text;
	MUST(buf_len(&fake.in) == 0 && poll(&set, 1, 0) == 0,
	    "the client says more, or has hung up");
}

static void
takes_name(const char *name)
{
	expect("name", name);
	say("ok name %s\n", name);
}

static void
welcomes(char *name)
{
	takes_name(name);
	expect("join", "1");
	say("join 1700000000000000 1 %s\n", name);
}

static void
person(char *name)
{
	static char motd[] = "motd";

	welcomes(name);
	expect("topic", "1");
	expect("mode", "1");
	expect("names", "1");
	say("ok topic 1 -\nok mode 1 n 0 - 0 -\nok names 1 0\n");
	gets(motd);
	say("ok motd\n");
}

/* "NAME GROUP ID MODES": also the question for its modes, if there are any. */
static void
joined(char *name)
{
	char line[LINE_SIZE];
	char *group = talk_lines_behind(name);
	char *id = talk_lines_behind(group);
	const char *modes = talk_lines_behind(id);

	takes_name(name);
	expect("join", group);
	say("join %s %s %s\n", id, group, name);
	if (modes == NULL)
		return;
	(void)snprintf(line, sizeof(line), "mode %s", group);
	gets_next(line);
	say("ok mode %s %s 1 - 0 -\n", group, modes);
}

static void
admit(const char *name, const char *group)
{
	expect("join", group);
	say("join %llu %s %s\n", (unsigned long long)clock_wall(), group, name);
	expect("topic", group);
	expect("mode", group);
	expect("names", group);
	say("ok topic %s -\nok mode %s n 0 - 0 -\nnames %s ali %s\n"
	    "ok names %s 2\n",
	    group, group, group, name, group);
}

static void
admits(char *name)
{
	const char *group = talk_lines_behind(name);

	admit(name, group);
}

/* "NAME GROUP ...": it takes the name, and admits it to the groups. */
static void
greets(char *name)
{
	char *next = talk_lines_behind(name);

	takes_name(name);
	while (next != NULL) {
		const char *group = next;
		next = talk_lines_behind(next);
		admit(name, group);
	}
}

static void
ago(char *seconds)
{
	const char *event = talk_lines_behind(seconds);
	const char *at = strchr(event, '@');
	const usec then =
	    clock_wall() - (usec)strtoull(seconds, NULL, 10) * SEC;

	MUST(at != NULL, "no event: %s", event);
	say("%.*s%llu%s\n", (int)(at - event), event, (unsigned long long)then,
	    at + 1);
}

/*
 * A close with unread bytes would be a reset: it reads to the client's end, for
 * a second, as not every client ends then.
 */
static void
closes(char *text)
{
	const usec end = clock_mono() + SEC;

	(void)text;
	(void)shutdown(fake.fd, SHUT_WR);
	do
		buf_drop(&fake.in, buf_len(&fake.in));
	while (fake.fd != -1 && read_more(end));
	io_close(&fake.fd);
}

static void
resets(char *text)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	MUST(setsockopt(fake.fd, SOL_SOCKET, SO_LINGER, &at_once,
		 sizeof(at_once)) == 0,
	    "setsockopt: %s", strerror(errno));
	(void)text;
	io_close(&fake.fd);
}

static void
stops(char *text)
{
	closes(text);
	io_close(&fake.listener);
}

void
fake_part(void)
{
	static char quit[] = "quit";

	if (fake.address[0] == '\0' || fake.fd == -1)
		return;
	gets(quit);
	say("bye quit goodbye\n");
	closes(NULL);
}

static void
parts(char *text)
{
	(void)text;
	fake_part();
}

bool
fake_act(const char *word, char *text)
{
	static const struct {
		const char *word;
		void (*act)(char *text);
	} verbs[] = {
		{ ">", says },
		{ ">>", says_bytes },
		{ "<", gets_next },
		{ "<<", gets },
		{ "pours", pours },
		{ "quiet", quiet },
		{ "welcomes", welcomes },
		{ "person", person },
		{ "joined", joined },
		{ "greets", greets },
		{ "admits", admits },
		{ "ago", ago },
		{ "parts", parts },
		{ "closes", closes },
		{ "resets", resets },
		{ "stops", stops },
	};

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verbs[i].word, word) == 0) {
			verbs[i].act(text);
			return true;
		}
	return false;
}
