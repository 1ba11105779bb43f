/* The connection to a NATS server: see bridge.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "net/dial.h"
#include "script/bridge/bridge.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/text/json.h"
#include "text/render.h"

/* For the longest message that nats-server takes by default. */
#define IN_ROOM ((size_t)1048576 + 65536)
#define OUT_ROOM ((size_t)64 * 1048576)
#define PAYLOAD 12288 /* the longest payload that is sent */
#define LINE_MOST 65536 /* the longest line that is no payload: INFO */
#define PING_EACH (2 * SEC)
#define SILENCE (8 * SEC) /* after which the connection is taken for dead */
#define CONNECT_TIME (5 * SEC)
#define NO_NATS "it does not speak NATS"

static struct {
	char *const *addresses;
	size_t count;
	const char *chat, *me;
	size_t at; /* the address in use */
	int fd; /* -1: none */
	struct dial dial; /* while there is none */
	bool up; /* it has taken our login */
	unsigned tries;
	usec due; /* of the next attempt, or the next ping */
	usec heard; /* when something came */
	size_t taken; /* bytes of the message that was taken last */
	bool hungry; /* there is no whole message in the buffer */
	bool complained; /* about what the server refuses, on this connection */
	struct buf in, out;
	char in_memory[IN_ROOM], out_memory[OUT_ROOM];
} nats;

/* Returns the address in use; *login is the part before it, or empty. */
static const char *
host(struct str *login)
{
	const char *address = nats.addresses[nats.at], *at;

	if (strncmp(address, LITERAL("nats://")) == 0)
		address += LITERAL_LEN("nats://");
	at = strrchr(address, '@');
	*login =
	    (struct str) { address, at != NULL ? (size_t)(at - address) : 0 };
	return at != NULL ? at + 1 : address;
}

/* Goes on to the next address, after a pause. */
static void
rest(const char *why)
{
	struct str login;
	char time[REJOIN_TIME];

	io_close(&nats.fd);
	dial_stop(&nats.dial);
	nats.up = false;
	if (nats.tries > 3)
		nats.tries = 3; /* at most 8 s: a cut ends soon */
	nats.due = dial_again(&nats.tries, time);
	complain("NATS %s: %s; trying again in %s", host(&login), why, time);
	nats.at = (nats.at + 1) % nats.count;
}

void
nats_begin(
    char *const *addresses, size_t count, const char *chat, const char *me)
{
	nats.addresses = addresses;
	nats.count = count;
	nats.chat = chat;
	nats.me = me;
	/* Not above: its buffers would be in the program's file. */
	nats.fd = nats.dial.fd = -1;
	nats.due = clock_mono();
}

struct pollfd
nats_watch(usec *due)
{
	const int in = nats.hungry ? POLLIN : 0;
	const int out = buf_len(&nats.out) > 0 ? POLLOUT : 0;

	*due = nats.due;
	if (nats.fd == -1)
		return (struct pollfd) { .fd = nats.dial.fd, .events = POLLIN };
	return (struct pollfd) { .fd = in + out != 0 ? nats.fd : -1,
		.events = (short)(in + out) };
}

/* Connects, in a child: begins to, or goes on. */
static void
go_on_connecting(usec now, bool ready)
{
	struct str login;
	enum dial_result result = DIAL_WAITS;

	if (nats.dial.fd == -1 && now >= nats.due) {
		nats.due = now + CONNECT_TIME;
		if (!dial_begin(&nats.dial, host(&login), "nats-server"))
			rest(strerror(errno));
	} else if (nats.dial.fd != -1 && ready) {
		result = dial_take(&nats.dial, &nats.fd);
	} else if (nats.dial.fd != -1 && now >= nats.due) {
		rest("the attempt to connect timed out");
	}
	if (result == DIAL_FAILED)
		rest(dial_why(&nats.dial));
	if (result != DIAL_DONE)
		return;
	nats.taken = 0;
	nats.hungry = true;
	nats.complained = false;
	nats.heard = now;
	nats.due = now + PING_EACH;
	buf_init(&nats.in, nats.in_memory, IN_ROOM);
	buf_init(&nats.out, nats.out_memory, OUT_ROOM);
}

/* Answers INFO with CONNECT: without echo, and with our login; subscribes. */
static void
greet(struct str info)
{
	const struct str chat = str_from(nats.chat), me = str_from(nats.me);
	struct str login;
	struct buf *out = &nats.out;
	uint64_t most;

	while (info.len > 0 && !str_skip(&info, STR("\"max_payload\":")))
		str_drop(&info, 1);
	if (str_to_number(str_cut(&info, ','), PAYLOAD - 1, &most)) {
		rest("its max_payload is too small");
		return;
	}
	(void)host(&login);
	(void)BUF_CAT(out,
	    STR("CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false,"
		"\"lang\":\"c\",\"version\":\"1\",\"protocol\":0,\"user\":"));
	(void)json_string(out, str_cut(&login, ':'));
	(void)BUF_CAT(out, STR(",\"pass\":"));
	(void)json_string(out, login);
	(void)BUF_CAT(out, STR("}\r\nSUB fc."), chat,
	    STR(".g.*.* 1\r\nSUB fc."), chat, STR(".to."), me,
	    STR(".* 2\r\nPING\r\n")); /* there is room */
}

void
nats_serve(bool ready)
{
	const usec now = clock_mono();
	ssize_t count;
	char *at;

	if (nats.fd == -1) {
		go_on_connecting(now, ready);
	} else if (nats.hungry && ready) {
		const size_t room = buf_room(&nats.in, &at);
		count = io_read(nats.fd, at, room);
		if (count > 0) {
			buf_filled(&nats.in, (size_t)count);
			nats.heard = now;
		} else if (count != IO_AGAIN) {
			rest(count == 0 ? "closed by the server" :
					  strerror(errno));
		}
	}
	if (!nats.hungry)
		nats.heard = now; /* we did not listen */
	if (nats.fd != -1 && now - nats.heard >= SILENCE) {
		rest("silent");
	} else if (nats.fd != -1 && now >= nats.due) {
		nats.due = now + PING_EACH;
		(void)BUF_CAT(
		    &nats.out, STR("PING\r\n")); /* or much else waits */
	}
	if (nats.fd == -1 || buf_len(&nats.out) == 0)
		return;
	count = io_write(nats.fd, buf_str(&nats.out).at, buf_len(&nats.out));
	if (count == IO_FAIL)
		rest(strerror(errno));
	else if (count > 0)
		buf_drop(&nats.out, (size_t)count);
}

/* Takes a line that is no message. */
static void
take_control(struct str line)
{
	char why[256];

	if (!nats.up && str_skip(&line, STR("INFO "))) {
		greet(line);
	} else if (!nats.up && str_eq(line, STR("PONG"))) {
		nats.up = true;
		nats.tries = 0;
	} else if (str_eq(line, STR("PING"))) {
		(void)BUF_CAT(&nats.out, STR("PONG\r\n")); /* or it is lost */
	} else if (str_skip(&line, STR("-ERR ")) && !nats.complained) {
		complain(
		    "NATS says: %s", render_string(why, sizeof(why), &line, 1));
		nats.complained = true;
	}
}

/*
 * Takes "MSG fc.CHAT.KIND.WORD.SERVER SID [REPLY] SIZE" and the payload behind
 * it. The end of the subject tells who sent it: nats-server lets nobody else
 * publish there. Returns false if more has to come.
 */
static bool
take_message(struct str line, struct nats_message *message)
{
	const struct str all = buf_str(&nats.in);
	struct str words = line, size = STR(""), subject;
	uint64_t len;

	(void)str_word(&words);
	subject = str_word(&words);
	while (words.at != NULL)
		size = str_word(&words);
	if (!str_to_number(size, IN_ROOM - LINE_MOST, &len)) {
		rest(NO_NATS);
		return false;
	}
	nats.hungry = all.len < line.len + 2 + len + 2;
	if (nats.hungry)
		return false;
	nats.taken = line.len + 2 + (size_t)len + 2;
	message->payload = (struct str) { line.at + line.len + 2, (size_t)len };
	(void)str_cut(&subject, '.');
	(void)str_cut(&subject, '.'); /* as we have subscribed */
	message->kind = str_cut(&subject, '.');
	message->word = str_cut(&subject, '.');
	message->server = subject;
	return true;
}

bool
nats_take(struct nats_message *message)
{
	enum line_found found;
	struct str line;

	while (nats.fd != -1) {
		buf_drop(&nats.in, nats.taken);
		nats.taken = 0;
		found = buf_line_upto(&nats.in, LINE_MOST, &line);
		if (found == LINE_NONE && !nats.in.skipping)
			break;
		if (found != LINE_WHOLE || line.len == 0) {
			rest(NO_NATS);
			break;
		}
		line.len--; /* the CR */
		if (str_begins(line, STR("MSG ")))
			return take_message(line, message);
		nats.taken = line.len + 2;
		take_control(line);
	}
	nats.hungry = true;
	return false;
}

bool
nats_publish(
    const char *kind, const char *word, const struct str *pieces, size_t count)
{
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		len += pieces[i].len;
	/* Some of the room is for what must not be dropped. */
	if (!nats.up || len > PAYLOAD ||
	    OUT_ROOM - buf_len(&nats.out) < OUT_ROOM / 4)
		return false;
	(void)BUF_CAT(&nats.out, STR("PUB fc."), str_from(nats.chat), STR("."),
	    str_from(kind), STR("."), str_from(word), STR("."),
	    str_from(nats.me), SPACE, DECIMAL(len), STR("\r\n"));
	(void)buf_cat(&nats.out, pieces, count);
	(void)BUF_CAT(&nats.out, STR("\r\n")); /* all of it fits */
	return true;
}
