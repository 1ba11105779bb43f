/* A responder that says what a test tells it to: see fake_udp.h. */
#include "fake_udp.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "deadline.h"
#include "shared/io.h"

void
fake_udp_start(struct fake_udp *fake, const char *address)
{
	struct addr addr;

	MUST(addr_parse(&addr, address) == NULL, "no address: %s", address);
	fake->fd = socket(addr.to.any.sa_family, SOCK_DGRAM, 0);
	MUST(fake->fd != -1 && bind(fake->fd, &addr.to.any, addr.len) == 0 &&
		getsockname(fake->fd, &addr.to.any, &addr.len) == 0 &&
		io_prepare(fake->fd),
	    "cannot bind %s: %s", address, strerror(errno));
	addr_text(&addr, fake->address);
}

/* It hears only itself then, but still can send to others, and has the port. */
void
fake_udp_hold(struct fake_udp *fake)
{
	struct addr addr;

	MUST(addr_parse(&addr, fake->address) == NULL &&
		connect(fake->fd, &addr.to.any, addr.len) == 0,
	    "cannot connect: %s", strerror(errno));
}

/* Just as it is to be sent: nobody else would know how it may be sent. */
static bool
is_request(struct fake_udp *fake, struct str bytes)
{
	struct str token;
	char want[RESPONDER_LEAST];
	struct buf buf;

	if (!responder_read_request(bytes, &token))
		return false;
	memcpy(fake->token, token.at, token.len);
	fake->token[token.len] = '\0';
	buf_init(&buf, want, sizeof(want));
	return responder_request(&buf, token) && str_eq(buf_str(&buf), bytes);
}

void
fake_udp_expect_at(const char *where, struct fake_udp *fake)
{
	struct addr *asker = &fake->asker;
	char bytes[2 * RESPONDER_LEAST];

	if (!deadline_poll(fake->fd, POLLIN, deadline()))
		must_end(where, "there is no request");
	asker->len = sizeof(asker->to);
	const ssize_t count = recvfrom(
	    fake->fd, bytes, sizeof(bytes), 0, &asker->to.any, &asker->len);
	if (count < 0 ||
	    !is_request(fake, (struct str) { bytes, (size_t)count }))
		must_end(
		    where, "what has come is no request: %zd bytes", count);
}

void
fake_udp_send(struct fake_udp *fake, struct str bytes)
{
	MUST(sendto(fake->fd, bytes.at, bytes.len, 0, &fake->asker.to.any,
		 fake->asker.len) == (ssize_t)bytes.len,
	    "cannot send: %s", strerror(errno));
}

void
fake_udp_say(struct fake_udp *fake, const char *token, const char *format, ...)
{
	char rest[2 * RESPONDER_LEAST];
	char text[4 * RESPONDER_LEAST];
	va_list values;

	va_start(values, format);
	MUST(vsnprintf(rest, sizeof(rest), format, values) < (int)sizeof(rest),
	    "too long");
	va_end(values);
	(void)snprintf(text, sizeof(text), "forkcast-is %s %s\n", token, rest);
	fake_udp_send(fake, str_from(text));
}

void
fake_udp_stop(struct fake_udp *fake)
{
	io_close(&fake->fd);
}
