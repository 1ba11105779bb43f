/*
 * TCP echo: the server sends back whatever it gets. Run "tcp_echo server 7777"
 * in one terminal, "tcp_echo client 7777" in others. Each client is served by a
 * child of the server.
 */
#include "net.h"
#include "terminal.h"

/* In a child: one read may bring a part of a line, or several; 0 is the end. */
static void
echo(int client)
{
	char bytes[512];
	int count;

	while ((count = must("read", read(client, bytes, 512))) > 0)
		must("write",
		    write(client, bytes, (size_t)count) == count ? 0 : -1);
	exit(0);
}

static void
serve(int fd)
{
	must_bind(fd);
	must("listen", listen(fd, 5));
	say_port(fd);
	(void)signal(SIGCHLD, SIG_IGN); /* no child becomes a zombie */
	for (;;) {
		const int client = must("accept", accept(fd, NULL, NULL));
		if (must_fork() == 0)
			echo(client);
		must("close", close(client));
	}
}

static void
ask(int fd)
{
	char line[256];
	FILE *back = fdopen(fd, "r");

	must("connect", back == NULL ? -1 : connect(fd, any, size));
	while (fgets(line, sizeof(line), stdin) != NULL) {
		must("write", write(fd, line, strlen(line)));
		must("read", fgets(line, sizeof(line), back) == NULL ? -1 : 0);
		say("%.*s", (int)strcspn(line, "\n"), line);
	}
	exit(0);
}

int
main(int argc, char *argv[])
{
	char port[16];

	if (argc == 3) {
		const int fd = must_socket(SOCK_STREAM, argv[2]);
		strcmp(argv[1], "server") == 0 ? serve(fd) : ask(fd);
	}
	struct terminal one = terminal_open(argv[0], "server", "0");
	expect(
	    terminal_line(&one, port, sizeof(port)), "the server has a port");
	struct terminal two = terminal_open(argv[0], "client", port);
	terminal_type(&two, "Echo this!");
	terminal_expect(&two, "Echo this!", "it comes back");
	struct terminal three = terminal_open(argv[0], "client", port);
	terminal_type(&three, "and this");
	terminal_expect(&three, "and this", "to two clients at once");
	expect(terminal_close(&two) + terminal_close(&three) == 0,
	    "the clients end");
	struct terminal four = terminal_open(argv[0], "server", port);
	expect(terminal_close(&four) == 1, "a second server: EADDRINUSE");
	must("kill", kill(one.pid, SIGTERM));
	expect(
	    terminal_close(&one) == 128 + SIGTERM, "SIGTERM ends the server");
	return 0;
}
