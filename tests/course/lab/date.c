/*
 * A date server sends one line to each client, and closes the connection. Run
 * "date server 6013" in one terminal; "date client 6013", which looks localhost
 * up, or "nc 127.0.0.1 6013" in another. (Ports below 1024 need root.)
 */
#include <netdb.h>
#include <time.h>

#include "net.h"
#include "terminal.h"

static void
serve(int fd)
{
	must_bind(fd);
	must("listen", listen(fd, 5));
	say_port(fd);
	(void)signal(SIGPIPE, SIG_IGN); /* a client may be gone */
	for (;;) {
		const int client = must("accept", accept(fd, NULL, NULL));
		const time_t now = time(NULL);
		const char *line = ctime(&now);
		if (write(client, line, strlen(line)) == -1)
			perror("a client");
		must("close", close(client));
	}
}

/* A name can have several addresses; a client tries one after the other. */
static void
look_up(const char *port)
{
	const struct addrinfo want = { .ai_family = AF_INET };
	struct addrinfo *found;
	const int error = getaddrinfo("localhost", port, &want, &found);

	if (error != 0)
		skip("localhost", gai_strerror(error));
	memcpy(any, found->ai_addr, size);
	freeaddrinfo(found);
}

static void
ask(int fd, const char *port)
{
	char line[64];
	FILE *stream = fdopen(fd, "r");

	look_up(port);
	must("connect", connect(fd, any, size));
	while (fgets(line, sizeof(line), stream) != NULL)
		say("%.*s", (int)strcspn(line, "\n"), line);
	exit(0);
}

int
main(int argc, char *argv[])
{
	char port[16], line[64], day[8], month[8];
	int number, hour, minute, second, year;

	if (argc == 3) {
		const int fd = must_socket(SOCK_STREAM, argv[2]);
		strcmp(argv[1], "server") == 0 ? serve(fd) : ask(fd, argv[2]);
	}
	struct terminal one = terminal_open(argv[0], "server", "0");
	expect(
	    terminal_line(&one, port, sizeof(port)), "the server has a port");
	struct terminal two = terminal_open(argv[0], "client", port);
	expect(terminal_line(&two, line, sizeof(line)), "it gets one line");
	expect(sscanf(line, "%7s %7s %d %d:%d:%d %d", day, month, &number,
		   &hour, &minute, &second, &year) == 7,
	    "it has a date and a time");
	expect(!terminal_line(&two, line, sizeof(line)), "and nothing else");
	expect(terminal_close(&two) == 0, "the server has closed");
	must("kill", kill(one.pid, SIGTERM));
	expect(
	    terminal_close(&one) == 128 + SIGTERM, "SIGTERM ends the server");
	return 0;
}
