/* The connection to a NATS server: see nats.h. */
#include "script/bridge/nats.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "session/connect.h"
#include "session/rejoin.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/text/json.h"

/* For the longest message that nats-server takes by default. */
#define IN_ROOM ((size_t)1048576 + 65536)
#define OUT_ROOM ((size_t)1048576)
#define CONTROL_MOST 4096 /* the longest line that is no payload */
#define PING_EACH (2 * SEC)
#define SILENCE (8 * SEC) /* after which the connection is taken for dead */
#define NO_NATS "it does not speak NATS"
#define CONNECT_TIME SEC

static struct {
	char *const *addresses;
	size_t count;
	const char *name;
	void (*came)(void);
	size_t at; /* the address in use */
	enum { RESTING, GREETING, UP } state;
	struct backoff backoff;
	usec due; /* of the next attempt, or the next ping */
	usec heard; /* when something came */
	int fd;
	size_t most; /* the server's limit of a payload */
	size_t taken; /* bytes of the message that was taken last */
	unsigned subscribed;
	bool complained; /* of permissions, on this connection */
	struct buf in, out;
	char in_memory[IN_ROOM], out_memory[OUT_ROOM];
} nats = { .fd = -1 };

/* Returns the address without scheme; the credentials go to *login. */
static const char *
host_of(const char *address, struct str *login)
{
	const char *at;

	if (strncmp(address, LITERAL("nats://")) == 0)
		address += LITERAL_LEN("nats://");
	at = strrchr(address, '@');
	*login = (struct str) { address, 0 };
	if (at == NULL)
		return address;
	login->len = (size_t)(at - address);
	return at + 1;
}

/* Goes on to the next address, after a pause. */
static void
rest(const char *why)
{
	struct str login;
	char time[REJOIN_TIME];

	io_close(&nats.fd);
	nats.due = rejoin_next(&nats.backoff, time);
	complain("NATS %s: %s; trying again in %s",
	    host_of(nats.addresses[nats.at], &login), why, time);
	nats.state = RESTING;
	nats.at = (nats.at + 1) % nats.count;
}

void
nats_begin(
    char *const *addresses, size_t count, const char *name, void (*came)(void))
{
	nats.addresses = addresses;
	nats.count = count;
	nats.name = name;
	nats.came = came;
	nats.due = clock_mono();
}

void
nats_end(void)
{
	if (nats.fd != -1 && buf_len(&nats.out) > 0)
		(void)io_write(nats.fd, buf_str(&nats.out).at,
		    buf_len(&nats.out)); /* a farewell */
	io_close(&nats.fd);
}

bool
nats_is_up(void)
{
	return nats.state == UP;
}

struct pollfd
nats_watch(bool hears)
{
	const bool writes = nats.fd != -1 && buf_len(&nats.out) > 0;

	return (struct pollfd) { .fd = nats.fd,
		.events =
		    (short)((hears ? POLLIN : 0) | (writes ? POLLOUT : 0)) };
}

usec
nats_due(void)
{
	return nats.due;
}

/* Connects, which blocks for a short time: only the bridge waits. */
static void
begin_attempt(void)
{
	struct str login;
	struct connect_failure failure;

	nats.fd = connect_to(host_of(nats.addresses[nats.at], &login),
	    clock_mono() + CONNECT_TIME, &failure);
	if (nats.fd == -1) {
		rest(failure.why);
		return;
	}
	nats.state = GREETING;
	nats.taken = 0;
	nats.complained = false;
	nats.heard = clock_mono();
	nats.due = nats.heard + PING_EACH;
	buf_init(&nats.in, nats.in_memory, IN_ROOM);
	buf_init(&nats.out, nats.out_memory, OUT_ROOM);
}

/* Answers INFO with CONNECT: without echo, and with our credentials. */
static void
greet(struct str info)
{
	const struct str mark = STR("\"max_payload\":");
	struct str login, user;
	struct buf *out = &nats.out;

	nats.most = NATS_PAYLOAD;
	for (size_t i = 0; i + mark.len < info.len; i++) {
		struct str rest = { info.at + i, info.len - i };
		uint64_t most;
		if (str_skip(&rest, mark) &&
		    str_to_number(str_cut(&rest, ','), NATS_PAYLOAD, &most))
			nats.most = (size_t)most;
	}
	(void)host_of(nats.addresses[nats.at], &login);
	user = str_cut(&login, ':');
	(void)BUF_CAT(out,
	    STR("CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false,"
		"\"lang\":\"c\",\"version\":\"1\",\"protocol\":1,\"name\":"));
	(void)json_string(out, str_from(nats.name));
	if (user.len > 0) {
		(void)BUF_CAT(out, STR(",\"user\":"));
		(void)json_string(out, user);
		(void)BUF_CAT(out, STR(",\"pass\":"));
		(void)json_string(out, login);
	}
	(void)BUF_CAT(out, STR("}\r\nPING\r\n")); /* there is room */
}

static void
nats_reads(void)
{
	char *at;
	const size_t room = buf_room(&nats.in, &at);
	const ssize_t count = room > 0 ? io_read(nats.fd, at, room) : IO_AGAIN;

	if (count == IO_FAIL || count == 0) {
		rest(count == 0 ? "closed by the server" : strerror(errno));
	} else if (count > 0) {
		buf_filled(&nats.in, (size_t)count);
		nats.heard = clock_mono();
	}
}

static void
nats_writes(void)
{
	const struct str all = buf_str(&nats.out);
	const ssize_t count =
	    all.len > 0 ? io_write(nats.fd, all.at, all.len) : 0;

	if (count == IO_FAIL)
		rest(strerror(errno));
	else if (count > 0)
		buf_drop(&nats.out, (size_t)count);
}

/* Pings, so that a dead connection is noticed. */
static void
look_after(usec now)
{
	if (now - nats.heard >= SILENCE) {
		rest("silent");
		return;
	}
	nats.due = now + PING_EACH;
	(void)BUF_CAT(&nats.out, STR("PING\r\n")); /* or much else waits */
}

void
nats_serve(bool ready)
{
	if (nats.state >= GREETING && ready)
		nats_reads();
	const usec now = clock_mono();
	if (nats.state == RESTING && now >= nats.due)
		begin_attempt();
	else if (nats.state >= GREETING && now >= nats.due)
		look_after(now);
	if (nats.state >= GREETING)
		nats_writes();
}

/* Takes a line that is no message. */
static void
take_control(struct str line)
{
	if (nats.state == GREETING && str_skip(&line, STR("INFO "))) {
		greet(line);
	} else if (nats.state == GREETING && str_eq(line, STR("PONG"))) {
		nats.state = UP;
		nats.backoff = (struct backoff) { 0 };
		nats.came();
	} else if (str_eq(line, STR("PING"))) {
		(void)BUF_CAT(&nats.out, STR("PONG\r\n")); /* or it is lost */
	} else if (str_skip(&line, STR("-ERR "))) {
		const int len = line.len < 200 ? (int)line.len : 200;
		if (!nats.complained)
			complain("NATS says: %.*s", len, line.at);
		nats.complained = true;
	}
}

/*
 * Takes "MSG SUBJECT SID [REPLY] SIZE" and the payload behind it. Returns false
 * if more has to come.
 */
static bool
take_message(struct str line, struct str behind, struct str *subject,
    struct str *payload)
{
	struct str words = line, size = STR("");
	uint64_t len;

	(void)str_word(&words);
	*subject = str_word(&words);
	while (words.at != NULL)
		size = str_word(&words);
	if (!str_to_number(size, UINT32_MAX, &len)) {
		rest(NO_NATS);
		return false;
	}
	*payload = (struct str) { behind.at, (size_t)len };
	if (behind.len < len + 2) {
		if (len > IN_ROOM - CONTROL_MOST)
			rest("a message is too long");
		return false;
	}
	nats.taken = line.len + 2 + (size_t)len + 2;
	return true;
}

bool
nats_take(struct str *subject, struct str *payload)
{
	while (nats.state >= GREETING) {
		buf_drop(&nats.in, nats.taken);
		nats.taken = 0;
		const struct str all = buf_str(&nats.in);
		struct str line = all, rest_of;
		const char *end =
		    all.len > 0 ? memchr(all.at, '\n', all.len) : NULL;
		if (end == NULL || end == all.at) {
			if (all.len > CONTROL_MOST * 2 || end != NULL)
				rest(NO_NATS);
			return false;
		}
		line.len = (size_t)(end - all.at) - 1; /* CR LF */
		rest_of = all;
		str_drop(&rest_of, line.len + 2);
		if (!str_begins(line, STR("MSG "))) {
			nats.taken = line.len + 2;
			take_control(line);
			continue;
		}
		return take_message(line, rest_of, subject, payload);
	}
	return false;
}

bool
nats_subscribe(const char *subject)
{
	return nats.state == UP &&
	    BUF_CAT(&nats.out, STR("SUB "), str_from(subject), STR(" "),
		DECIMAL(++nats.subscribed), STR("\r\n"));
}

bool
nats_publish(const char *subject, const struct str *pieces, size_t count)
{
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		len += pieces[i].len;
	/* Half of the room is for what must not be dropped. */
	if (nats.state != UP || len > nats.most ||
	    OUT_ROOM - buf_len(&nats.out) < 2 * NATS_PAYLOAD)
		return false;
	(void)BUF_CAT(&nats.out, STR("PUB "), str_from(subject), STR(" "),
	    DECIMAL(len), STR("\r\n"));
	(void)buf_cat(&nats.out, pieces, count);
	(void)BUF_CAT(&nats.out, STR("\r\n")); /* all of it fits */
	return true;
}
