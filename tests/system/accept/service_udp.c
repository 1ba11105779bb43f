/*
 * A responder with the word echo sends back each datagram that is no request,
 * and answers requests as before; only on a loopback address.
 */
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/responder.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"

#define LONG 8000

static int
connect_to(struct server *server)
{
	char address[ADDR_TEXT];
	struct addr addr;
	int fd;

	health_address(server, address);
	MUST(addr_parse(&addr, address) == NULL, "no address: %s", address);
	fd = socket(addr.to.any.sa_family, SOCK_DGRAM, 0);
	MUST(fd != -1 && connect(fd, &addr.to.any, addr.len) == 0, "connect");
	return fd;
}

static void
must_send(int fd, struct str bytes)
{
	MUST(send(fd, bytes.at, bytes.len, 0) == (ssize_t)bytes.len, "send");
}

/* Returns the next datagram. */
static struct str
receive(int fd)
{
	static char room[2 * LONG];

	MUST(deadline_poll(fd, POLLIN, deadline()), "no answer");
	const ssize_t count = recv(fd, room, sizeof(room), 0);
	MUST(count >= 0, "recv fails");
	return (struct str) { room, (size_t)count };
}

static void
ask(int fd, const char *token)
{
	char room[RESPONDER_LEAST];

	health_write_request(room, str_from(token));
	must_send(fd, (struct str) { room, sizeof(room) });
}

static bool
is_answer(struct str bytes, const char *token)
{
	struct responder_answer answer;

	return health_read_answer(bytes, &answer) &&
	    str_eq(answer.token, str_from(token));
}

static void
echoes(struct server *server)
{
	static char much[LONG];
	const struct str texts[] = { STR("Echo this!"), STR("\0\xff\n"),
		STR(""), STR("forkcast"), STR("forkcast short"),
		STR("forkcast-isnt"), { much, sizeof(much) } };
	const int fd = connect_to(server);

	for (size_t i = 0; i < sizeof(much); i++)
		much[i] = (char)i;
	for (size_t i = 0; i < COUNT(texts); i++) {
		must_send(fd, texts[i]);
		TAP_OK(str_eq(receive(fd), texts[i]), "%zu bytes come back",
		    texts[i].len);
	}
	ask(fd, "tok");
	TAP_OK(is_answer(receive(fd), "tok"), "a request is answered");
	must_send(fd, STR("forkcast-is tok running 1 2 3 4.000\n"));
	must_send(fd, STR("next"));
	TAP_OK(str_eq(receive(fd), STR("next")),
	    "another server's answer is not sent back");
	MUST(close(fd) == 0, "close");
}

/* Without the word, nothing but requests is answered. */
static void
is_silent(struct server *server)
{
	const int fd = connect_to(server);

	must_send(fd, STR("Echo this!"));
	ask(fd, "one");
	TAP_OK(is_answer(receive(fd), "one"), "no echo without the word");
	MUST(close(fd) == 0, "close");
}

int
main(void)
{
	static const char *const elsewhere[] = { "0.0.0.0:0", "192.0.2.1:7",
		"[::]:0", "[2001:db8::1]:7" };
	struct server *server = server_start(
	    &(struct setup) { .config = "responder 127.0.0.1:0 echo\n" });

	echoes(server);
	server_stop(server);
	server = server_start(
	    &(struct setup) { .config = "responder 127.0.0.1:0\n" });
	is_silent(server);
	server_stop(server);
	for (size_t i = 0; i < COUNT(elsewhere); i++) {
		char config[128];
		(void)snprintf(config, sizeof(config), "responder %s echo\n",
		    elsewhere[i]);
		server_refuses(&(struct setup) { .config = config }, 78,
		    "forkcastd: *: responder %s echo: echo is only for loopback addresses, such as 127.0.0.1:7",
		    elsewhere[i]);
		PASS("not at %s", elsewhere[i]);
	}
	return tap_done();
}
