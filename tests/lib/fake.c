/* A server that says what a test tells it to: see fake.h. */
#include "fake.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "deadline.h"
#include "pattern.h"
#include "shared/io.h"

#define LINE_SIZE 256

void
fake_start(struct fake *fake)
{
	struct addr addr;

	*fake = (struct fake) { .fd = -1 };
	buf_init(&fake->in, fake->memory, sizeof(fake->memory));
	MUST(addr_parse(&addr, "127.0.0.1:0") == NULL, "cannot parse");
	fake->listener = socket(AF_INET, SOCK_STREAM, 0);
	MUST(fake->listener != -1 &&
		bind(fake->listener, &addr.to.any, addr.len) == 0 &&
		getsockname(fake->listener, &addr.to.any, &addr.len) == 0 &&
		io_prepare(fake->listener),
	    "cannot bind: %s", strerror(errno));
	addr_text(&addr, fake->address);
	MUST(listen(fake->listener, 1) == 0, "cannot listen: %s",
	    strerror(errno));
}

static void
take_client(const char *where, struct fake *fake)
{
	const int yes = 1;

	if (fake->fd != -1)
		return;
	if (!deadline_poll(fake->listener, POLLIN, deadline()))
		must_end(where, "the client does not connect");
	fake->fd = io_accept(fake->listener, NULL);
	/* A reset may discard unsent bytes: let the last words leave first. */
	MUST(fake->fd != -1 &&
		setsockopt(
		    fake->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) == 0,
	    "cannot accept: %s", strerror(errno));
}

static bool
read_more(struct fake *fake, usec end)
{
	char *room;
	const size_t size = buf_room(&fake->in, &room);

	if (!deadline_poll(fake->fd, POLLIN, end))
		return false;
	const ssize_t count = io_read(fake->fd, room, size);
	if (count > 0)
		buf_filled(&fake->in, (size_t)count);
	return count > 0;
}

void
fake_expect_at(const char *where, struct fake *fake, const char *text)
{
	const usec end = deadline();
	struct str line;

	take_client(where, fake);
	for (;;) {
		while (buf_line(&fake->in, &line) == LINE_WHOLE) {
			const bool found = pattern_matches(text, line);
			const bool wants = str_eq(line, STR("want full"));
			buf_drop_line(&fake->in, line);
			if (found)
				return;
			if (wants)
				fake_say(fake, "ok want full\n");
		}
		if (!read_more(fake, end))
			must_end(where, "the client does not say \"%s\"", text);
	}
}

void
fake_expect_next_at(const char *where, struct fake *fake, const char *text)
{
	const usec end = deadline();
	struct str line;

	take_client(where, fake);
	while (buf_line(&fake->in, &line) != LINE_WHOLE)
		if (!read_more(fake, end))
			must_end(where, "the client does not say \"%s\"", text);
	if (!pattern_matches(text, line))
		must_end(where, "the client says \"%.*s\" and not \"%s\"",
		    (int)line.len, line.at, text);
	buf_drop_line(&fake->in, line);
}

void
fake_expect_nothing_at(const char *where, struct fake *fake)
{
	struct pollfd set = { .fd = fake->fd, .events = POLLIN };

	if (buf_len(&fake->in) > 0 || poll(&set, 1, 0) != 0)
		must_end(where, "the client says more, or has hung up");
}

void
fake_say(struct fake *fake, const char *text)
{
	const usec end = deadline();
	size_t left = strlen(text);

	while (left > 0) {
		const ssize_t count = io_write(fake->fd, text, left);
		MUST(count > 0 || count == IO_AGAIN, "cannot say: %s",
		    strerror(errno));
		if (count > 0) {
			text += count;
			left -= (size_t)count;
		}
		MUST(left == 0 || deadline_poll(fake->fd, POLLOUT, end),
		    "the client does not read");
	}
}

void
fake_welcome(struct fake *fake, const char *name)
{
	char line[LINE_SIZE];

	(void)snprintf(line, sizeof(line), "name %s", name);
	fake_expect(fake, line);
	(void)snprintf(line, sizeof(line), "ok name %s\n", name);
	fake_say(fake, line);
	fake_expect(fake, "join 1");
	(void)snprintf(
	    line, sizeof(line), "join 1700000000000000 1 %s\n", name);
	fake_say(fake, line);
}

void
fake_welcome_person(struct fake *fake, const char *name)
{
	fake_welcome(fake, name);
	fake_expect(fake, "topic 1");
	fake_expect(fake, "mode 1");
	fake_expect(fake, "names 1");
	fake_say(fake, "ok topic 1 -\nok mode 1 n 0 - 0 -\nok names 1 0\n");
}

void
fake_happens(struct fake *fake, usec ago, const char *text)
{
	const char *at = strchr(text, '@');
	char line[LINE_SIZE];

	MUST(at != NULL && strlen(text) < LINE_SIZE / 2, "no event: %s", text);
	(void)snprintf(line, sizeof(line), "%.*s%llu%s\n", (int)(at - text),
	    text, (unsigned long long)(clock_wall() - ago), at + 1);
	fake_say(fake, line);
}

void
fake_admit(struct fake *fake, const char *name, const char *group)
{
	static const char *const asked[] = { "join", "topic", "mode", "names" };
	char line[LINE_SIZE];

	for (size_t i = 0; i < COUNT(asked); i++) {
		(void)snprintf(line, sizeof(line), "%s %s", asked[i], group);
		fake_expect(fake, line);
		if (i > 0)
			continue;
		(void)snprintf(line, sizeof(line), "join @ %s %s", group, name);
		fake_happens(fake, 0, line);
	}
	(void)snprintf(line, sizeof(line),
	    "ok topic %s -\nok mode %s n 0 - 0 -\nnames %s ali %s\n"
	    "ok names %s 2\n",
	    group, group, group, name, group);
	fake_say(fake, line);
}

void
fake_close(struct fake *fake)
{
	io_close(&fake->fd);
}

void
fake_reset(struct fake *fake)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	MUST(setsockopt(fake->fd, SOL_SOCKET, SO_LINGER, &at_once,
		 sizeof(at_once)) == 0,
	    "setsockopt: %s", strerror(errno));
	io_close(&fake->fd);
}

void
fake_stop(struct fake *fake)
{
	io_close(&fake->fd);
	io_close(&fake->listener);
}
