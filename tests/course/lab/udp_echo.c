/*
 * UDP echo: a datagram may be lost, so the client waits for 200 ms and tries
 * again. Run "udp_echo server 7777" and, in another terminal, "udp_echo client
 * 7777"; "udp_echo lossy 7777" is a server that drops every other datagram.
 */
#include <poll.h>

#include "net.h"
#include "terminal.h"

#define SIZE 300

static void
serve(int fd, bool loses)
{
	char text[SIZE];

	must_bind(fd);
	say_port(fd);
	for (int i = 1, n;; i++) {
		n = must("recv", recvfrom(fd, text, SIZE, 0, any, &size));
		if (!loses || i % 2 == 0)
			must("send", sendto(fd, text, (size_t)n, 0, any, size));
	}
}

/* Waits for the answer; a late one may be that to another text. */
static bool
is_answered(int fd, const char *text)
{
	struct pollfd answer = { fd, POLLIN, 0 };
	char back[SIZE];

	must("send", send(fd, text, strlen(text), 0));
	do {
		if (must("poll", poll(&answer, 1, 200)) == 0)
			return false;
		back[must("recv", recv(fd, back, SIZE - 1, 0))] = '\0';
	} while (strcmp(back, text) != 0);
	return true;
}

static void
ask(int fd)
{
	char line[SIZE];

	must("connect", connect(fd, any, size)); /* only notes the address */
	while (fgets(line, SIZE, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		for (int tries = 1; !is_answered(fd, line); tries++) {
			say("no answer to try %d", tries);
			must("give up", tries < 3000 ? 0 : -1);
		}
		say("%s", line);
	}
	exit(0);
}

int
main(int argc, char *argv[])
{
	char line[SIZE];

	if (argc == 3 && argv[1][0] == 'c')
		ask(must_socket(SOCK_DGRAM, argv[2]));
	else if (argc == 3)
		serve(must_socket(SOCK_DGRAM, argv[2]), argv[1][0] == 'l');
	struct terminal one = terminal_open(argv[0], "lossy", "0");
	expect(terminal_line(&one, line, SIZE), "the server has a port");
	struct terminal two = terminal_open(argv[0], "client", line);
	terminal_type(&two, "Echo this!");
	terminal_expect(&two, "no answer to try 1", "the first try is lost");
	while (terminal_line(&two, line, SIZE) && line[0] == 'n')
		continue; /* on a slow machine, more is lost */
	expect(strcmp(line, "Echo this!") == 0, "another try succeeds");
	expect(kill(one.pid, SIGTERM) + terminal_close(&two) == 0, "they end");
	expect(terminal_close(&one) == 128 + SIGTERM, "both of them");
	return 0;
}
