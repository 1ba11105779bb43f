/*
 * minichat PORT: forkcastd's design in one file. Each client has a process of
 * its own, the worker; two pipes join it to the parent, which knows the names
 * and the groups. Each comment names the part of forkcast that does the same
 * properly, and says where this simple version fails.
 *
 *	client --TCP-- worker --up-->   parent
 *	client --TCP-- worker <--down-- parent
 *
 * A client says its name, then join G, leave G, send G TEXT and quit, where G
 * is 1, 2 or 3: as lines, or each in a write of its own without a line end. It
 * gets lines as in forkcast-protocol(7), so forkcast works as a client.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 500 /* with two pipes each; select takes 1,024 descriptors */
#define LINE 512 /* POSIX: pipes take up to this in one piece */
#define NAME 32

/* A row of the server's process table: a client and its worker's pipes. */
static struct client {
	bool used;
	int up, down; /* the parent reads up and writes down */
	char name[NAME + 1]; /* empty at first */
	unsigned groups; /* bit G: it is in group G */
} clients[CLIENTS], *const clients_end = clients + CLIENTS;

static unsigned long long id; /* of the last event */

/* Ends the process. In server/process, exit codes tell the parent why. */
static noreturn void
die(const char *what)
{
	perror(what);
	exit(1);
}

/*
 * Sends a line to one client, or, if that is null, to the members of groups.
 * server/router/delivery has a queue for each client; this writes and waits, so
 * a client that does not read stops the whole chat once its pipe is full.
 */
static void
say(const struct client *one, unsigned groups, const char *format, ...)
{
	char line[LINE + 100];
	va_list values;

	va_start(values, format);
	const int len = vsnprintf(line, sizeof(line), format, values);
	va_end(values);
	for (const struct client *c = clients; c < clients_end; c++)
		if (c->used && (one != NULL ? c == one : c->groups & groups))
			(void)write(c->down, line, (size_t)len);
	/* If a write fails, the other pipe reports the worker's end. */
}

/*
 * Forgets a client and tells its groups. server/router/disconnect.c only marks
 * it and sweeps later; this must never be called from a loop like say's.
 */
static void
forget(struct client *client)
{
	client->used = false;
	if (close(client->up) != 0 || close(client->down) != 0)
		die("close");
	say(NULL, client->groups, "quit %llu %s\n", ++id, client->name);
}

/*
 * Gives a client its name. server/router/model finds names by their hash, and
 * shared/names.c knows which look alike; this compares the bytes of all names.
 */
static void
set_name(struct client *client, const char *name)
{
	const struct client *c = clients;
	size_t len = 0;

	while (isalpha((unsigned char)name[len]) ||
	    (len > 0 && isdigit((unsigned char)name[len])))
		len++;
	while (c < clients_end && (!c->used || strcmp(c->name, name) != 0))
		c++;
	if (len == 0 || len > NAME || name[len] != '\0')
		say(client, 0, "err name bad-name use letters and digits\n");
	else if (c < clients_end)
		say(client, 0, "err name name-taken choose another\n");
	else {
		memcpy(client->name, name, len + 1);
		say(client, 0, "ok name %s\n", name);
	}
}

/*
 * Does join, leave and send. server/router/group has a file for each topic;
 * here, groups are bits of a number, and nobody can create another group.
 */
static void
use_group(struct client *client, const char *verb, const char *rest)
{
	const unsigned g =
	    strspn(rest, "123") == 1 ? (unsigned)(rest[0] - '0') : 0;
	const bool joins = strcmp(verb, "join") == 0;

	if (g == 0 || (rest[1] != ' ' && rest[1] != '\0'))
		say(client, 0, "err %s bad-group use 1, 2 or 3\n", verb);
	else if (joins == ((client->groups & 1U << g) != 0))
		say(client, 0, "err %s %s-member of %u\n", verb,
		    joins ? "already" : "not", g);
	else if (strcmp(verb, "send") == 0)
		say(NULL, 1U << g, "msg %llu %u %s %s\n", ++id, g, client->name,
		    rest + (rest[1] == ' ' ? 2 : 1));
	else {
		client->groups |= 1U << g;
		say(NULL, 1U << g, "%s %llu %u %s\n", verb, ++id, g,
		    client->name);
		if (!joins)
			client->groups &= ~(1U << g);
	}
}

/*
 * Obeys a line. The table in shared/verbs.def is the grammar that both sides of
 * forkcast check; here, only the whole chain tells which command may come when.
 */
static void
obey(struct client *client, char *verb)
{
	char *rest = verb + strcspn(verb, " ");

	if (*rest == ' ')
		*rest++ = '\0';
	if (strcmp(verb, "quit") == 0) {
		say(client, 0, "bye quit until next time\n");
		forget(client);
	} else if (client->name[0] == '\0' && strcmp(verb, "want") != 0)
		set_name(client, strcmp(verb, "name") == 0 ? rest : verb);
	else if (strcmp(verb, "join") == 0 || strcmp(verb, "leave") == 0 ||
	    strcmp(verb, "send") == 0)
		use_group(client, verb, rest);
	else
		say(client, 0, "err - bad-command no such command\n");
}

/*
 * Passes up whole lines, or all bytes if the client never ends a line, and
 * returns how many are left. server/worker checks lines and waits a moment for
 * the rest of one; this takes half a name for a name, and any byte for text.
 */
static size_t
pass_up(int up, char *in, size_t len, bool *lines)
{
	char *end, *at = in;

	in[len] = '\0';
	while (*at != '\0' && ((end = strchr(at, '\n')) != NULL || !*lines)) {
		char record[LINE] = ""; /* all have one size: a read gets one */
		const size_t whole = strcspn(at, "\r\n");
		*lines = *lines || end != NULL;
		memcpy(record, at, whole);
		if (whole > 0 && write(up, record, LINE) != LINE)
			exit(0); /* the parent is gone */
		at = end != NULL ? end + 1 : at + strlen(at);
	}
	memmove(in, at, strlen(at));
	return strlen(at);
}

/*
 * Serves one client until the client or the parent ends. server/worker never
 * waits for only one of the two, and server/process/sandbox drops the
 * privileges that a worker does not need; a bug in this one can read all files
 * of its user.
 */
static void
work(int sock, int up, int down)
{
	char in[LINE], out[4096];
	size_t len = 0;
	bool lines = false;
	ssize_t count = 1;

	while (count > 0 && len < LINE - 1) { /* a longer line ends it */
		fd_set set;
		FD_ZERO(&set);
		FD_SET(sock, &set);
		FD_SET(down, &set);
		if (select(FD_SETSIZE, &set, NULL, NULL, NULL) == -1)
			die("select");
		if (FD_ISSET(down, &set)) {
			count = read(down, out, sizeof(out));
			if (count > 0 &&
			    write(sock, out, (size_t)count) != count)
				exit(0); /* the client is gone */
		} else {
			count = read(sock, in + len, LINE - 1 - len);
			if (count > 0)
				len = pass_up(
				    up, in, len + (size_t)count, &lines);
		}
	}
}

/*
 * Becomes the worker of a new client. In server/process/fork, a worker does not
 * get the parent's memory; this one has a copy, with all other clients' names.
 */
static void
become_worker(int listener, int sock, const int up[2], const int down[2])
{
	/* With an end left open here, its reader never sees the end of file. */
	for (const struct client *c = clients; c < clients_end; c++)
		if (c->used && (close(c->up) != 0 || close(c->down) != 0))
			die("close");
	if (close(listener) != 0 || close(up[0]) != 0 || close(down[1]) != 0)
		die("close");
	work(sock, up[1], down[0]);
	exit(0);
}

/*
 * Accepts a client. server/accept limits the connections of each address, and
 * copes when descriptors or processes run out; this exits, and ends the chat.
 */
static void
greet(int listener)
{
	struct client *c = clients;
	int up[2], down[2];
	const int sock = accept(listener, NULL, NULL);

	while (c < clients_end && c->used)
		c++;
	if (sock != -1 && c < clients_end) {
		if (pipe(up) != 0 || pipe(down) != 0)
			die("pipe");
		const pid_t pid = fork();
		if (pid == -1)
			die("fork");
		if (pid == 0)
			become_worker(listener, sock, up, down);
		if (close(up[1]) != 0 || close(down[0]) != 0)
			die("close");
		*c = (struct client) { true, up[0], down[1], "", 0 };
	}
	if (sock != -1 && close(sock) != 0)
		die("close");
}

/*
 * Reaps the workers that have ended; several may share one SIGCHLD.
 * server/loop.c does this in the loop, where it can log how each one ended.
 */
static void
reap(int signal)
{
	const int saved = errno;

	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	errno = saved;
}

/*
 * Waits for all clients. In server/loop.c, each gets a share of the turn, and
 * silent clients cost nothing; this asks the kernel about all, every time.
 */
static void
serve(int listener)
{
	fd_set set;
	char line[LINE];

	FD_ZERO(&set);
	FD_SET(listener, &set);
	for (const struct client *c = clients; c < clients_end; c++)
		if (c->used)
			FD_SET(c->up, &set);
	if (select(FD_SETSIZE, &set, NULL, NULL, NULL) == -1)
		return; /* that was SIGCHLD */
	for (struct client *c = clients; c < clients_end; c++)
		if (c->used && FD_ISSET(c->up, &set)) {
			if (read(c->up, line, LINE) == LINE)
				obey(c, line);
			else
				forget(c);
		}
	if (FD_ISSET(listener, &set))
		greet(listener);
}

/* Starts. server/accept/listen.c takes any address, and more than one. */
int
main(int argc, char **argv)
{
	struct sigaction on_end = { .sa_handler = reap,
		.sa_flags = SA_RESTART };
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	const int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_port = htons((in_port_t)strtoul(argv[argc - 1], NULL, 10));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (listener == -1 ||
	    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) ||
	    bind(listener, (struct sockaddr *)&address, size) != 0 ||
	    listen(listener, SOMAXCONN) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) != 0 ||
	    sigaction(SIGCHLD, &on_end, NULL) != 0 ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		die("minichat");
	(void)fprintf(stderr, "listening on 127.0.0.1:%u\nready\n",
	    (unsigned)ntohs(address.sin_port));
	id = (unsigned long long)time(NULL) * 1000000;
	for (;;)
		serve(listener);
}
