/*
 * A server for the grading's own tests, correct but for one known fault:
 *	faulty FAULT PORT
 *	faulty -l		lists the faults, each with the trial that finds
 *it It says nothing to its clients but messages, "NAME: TEXT" and LF. A worker
 * only carries bytes between its client and the parent; without workers, the
 * parent has the clients' sockets instead of pipes.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"

#define CLIENTS 600
#define FEW 30
#define NAME 32
#define ROOM 4096
#define QUEUE_MAX (1024 * 1024) /* of a client that does not read */

enum fault {
	NONE,
	ALONE, /* not a fault: no workers */
	ALONE_SIGPIPE,
	DAEMON, /* not a fault: nobody knows its PID */
	OBJECTS, /* not a fault: it leaves System V objects */
	NO_LINES,
	NO_CHUNKS,
	NO_ECHO,
	NO_LEAVE,
	OPEN_GROUPS,
	ONE_NAME,
	NO_QUIT,
	HALF_LINES,
	ONE_LINE,
	KEEPS_NAMES,
	DIES,
	SIGPIPE_KILLS,
	NO_WAIT,
	ONE_WAIT,
	LEAKS,
	BLOCKS,
	FEW_CLIENTS,
	SURVIVES,
};

/* A server, and the trial that finds its fault; "-" if it has none. */
static const struct row {
	const char *name;
	const char *trial;
} rows[] = {
	[NONE] = { "none", "-" },
	[ALONE] = { "alone", "-" },
	[ALONE_SIGPIPE] = { "alone-sigpipe", "vanish" },
	[DAEMON] = { "daemon", "-" },
	[OBJECTS] = { "objects", "-" },
	[NO_LINES] = { "no-lines", "lines" },
	[NO_CHUNKS] = { "no-chunks", "chunks" },
	[NO_ECHO] = { "no-echo", "echo" },
	[NO_LEAVE] = { "no-leave", "leave" },
	[OPEN_GROUPS] = { "open-groups", "non-members" },
	[ONE_NAME] = { "one-name", "equal-names" },
	[NO_QUIT] = { "no-quit", "quit" },
	[HALF_LINES] = { "half-lines", "half-lines" },
	[ONE_LINE] = { "one-line", "many-lines" },
	[KEEPS_NAMES] = { "keeps-names", "vanish" },
	[DIES] = { "dies", "kill-child" },
	[SIGPIPE_KILLS] = { "sigpipe", "kill-child" },
	[NO_WAIT] = { "no-wait", "zombies" },
	[ONE_WAIT] = { "one-wait", "zombies" },
	[LEAKS] = { "leaks", "descriptors" },
	[BLOCKS] = { "blocks", "slow-reader" },
	[FEW_CLIENTS] = { "few", "many-clients" },
	[SURVIVES] = { "survives", "kill-parent" },
};

#define ROWS (sizeof(rows) / sizeof(*rows))

struct client {
	bool used, known; /* known: its name is taken */
	int in, out; /* pipes, or one socket */
	char name[NAME + 1];
	bool member[4];
	bool lines; /* it has ended one */
	size_t len, queued;
	char got[ROOM];
	char *queue; /* what it has not taken yet */
};

static struct {
	enum fault fault;
	int listener;
	struct client client[CLIENTS];
	int top; /* the highest descriptor of clients until now */
	volatile sig_atomic_t ended; /* SIGCHLD */
} server;

static bool
has(enum fault fault)
{
	return server.fault == fault;
}

static bool
is_alone(void)
{
	return has(ALONE) || has(ALONE_SIGPIPE);
}

static void
forget(struct client *client)
{
	if (client->out != client->in)
		io_close(&client->out);
	io_close(&client->in);
	free(client->queue);
	client->queue = NULL;
	client->queued = 0;
	client->used = false;
	client->known = client->known && has(KEEPS_NAMES);
}

/* A name is free again after quit, whatever else is wrong. */
static void
dismiss(struct client *client)
{
	if (has(NO_QUIT))
		return;
	client->known = false;
	forget(client);
}

/* Writes what waits as far as it is taken. */
static void
flush_queue(struct client *client)
{
	const ssize_t count =
	    io_write(client->out, client->queue, client->queued);

	if (count <= 0)
		return;
	client->queued -= (size_t)count;
	memmove(client->queue, client->queue + count, client->queued);
}

/* A client that does not read is not waited for, and left out in the end. */
static void
deliver(struct client *client, const char *text, size_t len)
{
	if (has(BLOCKS)) {
		/* A failure is the client's end, which reading tells. */
		(void)io_write_all(client->out, text, len);
		return;
	}
	if (client->queue == NULL)
		client->queue = malloc(QUEUE_MAX);
	if (client->queue == NULL || client->queued + len > QUEUE_MAX)
		return;
	memcpy(client->queue + client->queued, text, len);
	client->queued += len;
	flush_queue(client);
}

static void
send_text(const struct client *from, int group, const char *text)
{
	char line[ROOM + NAME + 8];
	const int len =
	    snprintf(line, sizeof(line), "%s: %s\n", from->name, text);

	if (!from->member[group] && !has(OPEN_GROUPS))
		return;
	for (int i = 0; i < CLIENTS; i++) {
		struct client *to = &server.client[i];
		if (to->used && to->member[group] &&
		    !(has(NO_ECHO) && to == from))
			deliver(to, line, (size_t)len);
	}
}

static bool
is_taken(const char *name)
{
	for (int i = 0; i < CLIENTS; i++)
		if (server.client[i].known &&
		    strcmp(server.client[i].name, name) == 0)
			return true;
	return false;
}

static void
set_name(struct client *client, const char *name)
{
	if (strlen(name) > NAME || strchr(name, ' ') != NULL ||
	    (is_taken(name) && !has(ONE_NAME)))
		return;
	(void)snprintf(client->name, sizeof(client->name), "%s", name);
	client->known = true;
}

static void
obey(struct client *client, const char *line)
{
	int group = 0;
	int text = 0;

	if (!client->known)
		set_name(client, line);
	else if (strcmp(line, "quit") == 0)
		dismiss(client);
	else if (sscanf(line, "join %1d", &group) == 1)
		client->member[group & 3] = true;
	else if (sscanf(line, "leave %1d", &group) == 1)
		client->member[group & 3] = has(NO_LEAVE);
	else if (sscanf(line, "send %1d %n", &group, &text) == 1 && text > 0)
		send_text(client, group & 3, line + text);
}

/* Obeys the commands that are there, and returns how many bytes they have. */
static size_t
obey_all(struct client *client)
{
	char *at = client->got;
	char *end;

	client->got[client->len] = '\0';
	while (client->used && (end = strchr(at, '\n')) != NULL) {
		*end = '\0';
		client->lines = true;
		obey(client, at);
		at = end + 1;
	}
	if (client->used && *at != '\0' && !has(NO_CHUNKS) && !client->lines) {
		obey(client, at);
		return client->len;
	}
	return (size_t)(at - client->got);
}

static void
hear(struct client *client)
{
	const ssize_t count = io_read(
	    client->in, client->got + client->len, ROOM - 1 - client->len);

	if (count == IO_AGAIN)
		return;
	if (count <= 0 ||
	    (has(NO_LINES) &&
		memchr(client->got, '\n', client->len + (size_t)count))) {
		forget(client);
		return;
	}
	client->len += (size_t)count;
	const size_t used = obey_all(client);
	client->len -= used;
	memmove(client->got, client->got + used, client->len);
}

/* Carries bytes from one to the other; false at the end of one of them. */
static bool
carry(int from, int to)
{
	char data[ROOM];
	const ssize_t count = read(from, data, sizeof(data));

	return count > 0 && io_write_all(to, data, (size_t)count);
}

/*
 * Carries what the client has sent. To take one read for one line is a fault,
 * whether that has more or less than a line.
 */
static bool
carry_up(int from, int to)
{
	char data[ROOM];
	ssize_t count = read(from, data, sizeof(data) - 1);

	if (count <= 0)
		return false;
	const char *end = memchr(data, '\n', (size_t)count);
	if (has(HALF_LINES) && end == NULL)
		data[count++] = '\n';
	if (has(ONE_LINE) && end != NULL)
		count = end + 1 - data;
	return io_write_all(to, data, (size_t)count);
}

static noreturn void
work(int sock, int in, int out)
{
	struct pollfd polled[] = { { .fd = sock, .events = POLLIN },
		{ .fd = in, .events = POLLIN } };
	bool goes_on = true;

	while (goes_on && poll(polled, 2, -1) > 0) {
		if (polled[1].revents != 0)
			goes_on = carry(in, sock);
		else if (polled[0].revents != 0)
			goes_on = carry_up(sock, out);
	}
	(void)shutdown(sock, SHUT_RDWR); /* it may have gone already */
	_exit(0);
}

static void
become_worker(int sock, const int up[2], const int down[2])
{
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGCHLD, SIG_DFL);
	for (int fd = 3; fd <= server.top; fd++)
		if (fd != sock && fd != up[1] && fd != down[0])
			(void)close(fd); /* some are not open */
	work(sock, down[0], up[1]);
}

static void
note(int fd)
{
	if (fd > server.top)
		server.top = fd;
}

/* Forks a worker, or keeps the socket. */
static void
serve(struct client *client, int sock)
{
	int up[2];
	int down[2];

	*client = (struct client) { .used = true, .in = sock, .out = sock };
	if (is_alone()) {
		if (!io_prepare(sock))
			forget(client);
		return;
	}
	if (pipe(up) != 0 || pipe(down) != 0)
		die_errno(EX_OSERR, "pipe");
	for (int i = 0; i < 2; i++) {
		note(up[i]);
		note(down[i]);
	}
	const pid_t pid = fork();
	if (pid == -1)
		die_errno(EX_OSERR, "fork");
	if (pid == 0)
		become_worker(sock, up, down);
	io_close(&sock);
	io_close(&up[1]);
	io_close(&down[0]);
	client->in = up[0];
	client->out = down[1];
	if (!io_prepare(client->in) ||
	    (!has(BLOCKS) && !io_prepare(client->out)))
		forget(client);
	if (has(LEAKS))
		(void)dup(server.listener); /* that is the fault */
}

static void
greet(void)
{
	const int most = has(FEW_CLIENTS) ? FEW : CLIENTS;
	int sock = accept(server.listener, NULL, NULL);
	int i = 0;

	/* A slot whose name is kept stays, as far as there are others. */
	while (i < most && (server.client[i].used || server.client[i].known))
		i++;
	if (sock != -1 && i < most)
		serve(&server.client[i], sock);
	else
		io_close(&sock);
}

static void
note_end(int signal)
{
	(void)signal;
	server.ended = 1;
}

static void
reap(void)
{
	int status;

	server.ended = 0;
	while (!has(NO_WAIT) && waitpid(-1, &status, WNOHANG) > 0) {
		if (has(DIES) && WIFSIGNALED(status))
			exit(1);
		if (has(ONE_WAIT))
			return;
	}
}

/* A signal that comes before poll is noticed soon, by its time-out. */
static void
turn(void)
{
	static struct pollfd polled[CLIENTS + 1];
	const struct pollfd listening = { .fd = server.listener,
		.events = POLLIN };

	for (int i = 0; i < CLIENTS; i++) {
		const struct client *client = &server.client[i];
		polled[i].fd = client->used ? client->in : -1;
		polled[i].events = POLLIN;
		polled[i].revents = 0;
	}
	polled[CLIENTS] = listening;
	(void)poll(polled, CLIENTS + 1, 100); /* or a signal has come */
	if (server.ended)
		reap();
	for (int i = 0; i < CLIENTS; i++) {
		struct client *client = &server.client[i];
		if (client->used && client->queued > 0)
			flush_queue(client);
		if (client->used && polled[i].revents != 0)
			hear(client);
	}
	if (polled[CLIENTS].revents != 0)
		greet();
}

static void
listen_at(const char *port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	const int yes = 1;

	addr.sin_port = htons((in_port_t)strtoul(port, NULL, 10));
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server.listener = socket(AF_INET, SOCK_STREAM, 0);
	if (server.listener == -1 ||
	    setsockopt(server.listener, SOL_SOCKET, SO_REUSEADDR, &yes,
		sizeof(yes)) != 0 ||
	    bind(server.listener, (const struct sockaddr *)&addr,
		sizeof(addr)) != 0 ||
	    listen(server.listener, 5) != 0)
		die_errno(EX_UNAVAILABLE, "port %s", port);
}

/* As a daemon does: no parent, and no session that anybody knows. */
static void
become_daemon(void)
{
	for (int i = 0; i < 2; i++) {
		const pid_t pid = fork();
		if (pid == -1)
			die_errno(EX_OSERR, "fork");
		if (pid != 0)
			_exit(0);
		(void)setsid(); /* the second time, it leads one already */
	}
}

static void
leave_a_process(void)
{
	const pid_t pid = fork();

	if (pid == -1)
		die_errno(EX_OSERR, "fork");
	while (pid == 0)
		(void)pause();
}

/* Makes them with the key that the test looks for, and uses them. */
static void
make_objects(void)
{
	const struct {
		long type;
		char text[1];
	} letter = { 1, { 'x' } };
	struct sembuf up = { .sem_op = 1 };
	const char *number = getenv("FAULTY_KEY");
	const key_t key =
	    number != NULL ? (key_t)strtol(number, NULL, 10) : IPC_PRIVATE;

	/* Where the system has no such objects, there is nothing to leave. */
	(void)msgsnd(msgget(key, IPC_CREAT | 0600), &letter, 1, IPC_NOWAIT);
	(void)semop(semget(key, 1, IPC_CREAT | 0600), &up, 1);
	(void)shmget(key, 1, IPC_CREAT | 0600);
}

static void
list(void)
{
	for (size_t i = 0; i < ROWS; i++)
		printf("%s %s\n", rows[i].name, rows[i].trial);
}

/* Returns the fault of that name. */
static enum fault
find_fault(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].name, name) == 0)
			return (enum fault)i;
	die(EX_USAGE, "%s is no fault", name);
}

int
main(int argc, char **argv)
{
	struct sigaction on_end = { .sa_handler = note_end };

	die_name("faulty");
	if (argc == 2 && strcmp(argv[1], "-l") == 0) {
		list();
		return 0;
	}
	if (argc != 3)
		die(EX_USAGE, "usage: faulty FAULT PORT, or faulty -l");
	server.fault = find_fault(argv[1]);
	if (has(DAEMON))
		become_daemon();
	if (has(OBJECTS))
		make_objects();
	if (has(SURVIVES))
		leave_a_process();
	listen_at(argv[2]);
	(void)sigaction(SIGCHLD, &on_end, NULL);
	if (!has(SIGPIPE_KILLS) && !has(ALONE_SIGPIPE))
		(void)signal(SIGPIPE, SIG_IGN);
	for (;;)
		turn();
}
