/* The servers of this machine: see server.h. */
#include "ctl/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "ctl/show.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/disk.h"
#include "shared/io.h"
#include "system/term.h"

/*
 * The limits of an answer: twice as many lines as a server can have groups or
 * bans, each as long as a topic or a network. Anything longer comes from
 * something else.
 */
#define LINES_MAX ((size_t)2 * 65536)
#define BYTES_MAX ((size_t)64 << 20)

#define ROW sizeof(struct score_row_cell)

/* Flags to open without blocking: a FIFO would wait for a writer, for example.
 */
#define NO_WAIT (O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)

/* Ends the program if an owner truncates a scoreboard while we read it. */
static void
on_bus(int number)
{
	static const char text[] =
	    "forkcastctl: the scoreboard was truncated while being read\n";

	(void)number;
	term_give_back(); /* from top; it calls what a handler may */
	(void)write(STDERR_FILENO, text, sizeof(text) - 1); /* we exit anyway */
	_exit(EX_DATAERR);
}

/*
 * Returns the process that holds the scoreboard's lock, or 0. Who can read the
 * file can take a read lock on it; only its owner can take a write lock.
 */
static uint64_t
find_holder(int fd)
{
	struct flock whole = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type == F_WRLCK &&
		whole.l_pid > 0 ?
	    (uint64_t)whole.l_pid :
	    0;
}

/*
 * Maps the scoreboard. Returns null, or what is wrong with it. A wrong size
 * could make us use any amount of memory.
 */
static const char *
map(struct server *server)
{
	static char text[128];
	const struct sigaction bus = { .sa_handler = on_bus };
	const struct score_head *head;
	void *at;

	if (server->size < sizeof(struct score_board))
		return "is truncated";
	at = mmap(NULL, server->size, PROT_READ, MAP_SHARED, server->fd, 0);
	if (at == MAP_FAILED)
		return strerror(errno);
	server->board = at;
	(void)sigaction(SIGBUS, &bus, NULL); /* it only makes the error nicer */
	head = &server->board->head;
	if (memcmp(head->magic, SCORE_MAGIC, sizeof(head->magic)) != 0)
		return "is not a scoreboard, or is incomplete";
	if (head->version != SCORE_VERSION) {
		(void)snprintf(text, sizeof(text),
		    "has version %llu, but this forkcastctl reads version %d: "
		    "use the one that came with the server",
		    (unsigned long long)head->version, SCORE_VERSION);
		return text;
	}
	if (server->size > sizeof(struct score_board) + SCORE_ROWS * ROW)
		return "is damaged";
	server->started = head->started;
	return NULL;
}

/*
 * Opens the scoreboard beside the control socket, if a living server has it
 * locked: else the process is 0. False with why if it cannot be read.
 */
static bool
open_board(struct server *server, char why[SERVER_WHY])
{
	char path[ADDR_TEXT + sizeof(SCORE_END)], clean[sizeof(path)];
	const char *wrong = NULL;
	struct stat info;

	(void)snprintf(
	    path, sizeof(path), "%s" SCORE_END, server->control); /* fits */
	server->fd = open(path, NO_WAIT);
	if (server->fd == -1 && errno != ENOENT)
		wrong = strerror(errno);
	if (server->fd != -1 && fstat(server->fd, &info) == 0 &&
	    S_ISREG(info.st_mode))
		server->pid = find_holder(server->fd);
	if (server->pid != 0) {
		server->owner = info.st_uid;
		server->size = (size_t)info.st_size;
		wrong = map(server);
	}
	if (wrong != NULL)
		(void)snprintf(why, SERVER_WHY, "the scoreboard %s %s%s",
		    show_clean(clean, sizeof(clean), str_from(path)),
		    server->fd == -1 ? "cannot be read: " : "", wrong);
	if (server->pid == 0 || wrong != NULL)
		server_close(server);
	return wrong == NULL;
}

/*
 * Limits how long a call blocks to the deadline. Returns false with EAGAIN if
 * that has passed.
 */
static bool
limit_time(int fd, usec until)
{
	const usec now = clock_mono();
	const usec time = until > now ? until - now : 0;
	const struct timeval limit = { .tv_sec = (time_t)(time / SEC),
		.tv_usec = (suseconds_t)(time % SEC) };

	errno = EAGAIN;
	if (time == 0)
		return false;
	/* If this fails, we wait for a hanging server until Ctrl-C. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	return true;
}

/* Connects to the socket. Returns -1 with errno on failure. */
static int
connect_to(const char *path, usec until)
{
	/* Addresses of UNIX sockets have a '/'. */
	const char *here = strchr(path, '/') == NULL ? "./" : "";
	char text[ADDR_TEXT + sizeof("./")];
	struct addr addr;
	int fd;

	(void)snprintf(text, sizeof(text), "%s%s", here, path); /* fits */
	errno = ENAMETOOLONG;
	if (addr_parse(&addr, text) != NULL || !addr_is_unix(&addr))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1)
		return -1;
	if (!limit_time(fd, until) || connect(fd, &addr.to.any, addr.len) != 0)
		io_close(&fd);
	return fd;
}

/*
 * Returns whether the server itself is at the other end; false with errno. A
 * scoreboard may be beside another server's socket, for who may write to the
 * directory can put it there.
 */
static bool
is_peer(int fd, const struct server *server)
{
	uint64_t pid;
	uid_t user;

	if (!io_peer(fd, &user, &pid))
		return false;
	errno = EXDEV;
	return user == server->owner &&
	    (pid == 0 || server->pid == 0 || pid == server->pid);
}

void
server_close(struct server *server)
{
	if (server->board != NULL) /* cannot fail */
		(void)munmap((void *)(uintptr_t)server->board, server->size);
	server->board = NULL;
	io_close(&server->fd);
}

/* Finds the server of a control socket, with or without a scoreboard. */
static int
find_named(const char *path, struct server *server, char why[SERVER_WHY])
{
	char clean[ADDR_TEXT];
	struct stat info;

	*server = (struct server) { .fd = -1 };
	errno = ENAMETOOLONG;
	if ((size_t)snprintf(server->control, sizeof(server->control), "%s",
		path) >= sizeof(server->control) ||
	    stat(path, &info) != 0) {
		(void)snprintf(why, SERVER_WHY, "control socket %s: %s",
		    show_clean(clean, sizeof(clean), str_from(path)),
		    strerror(errno));
		return EX_UNAVAILABLE;
	}
	server->owner = info.st_uid;
	if (!open_board(server, why))
		return EX_DATAERR;
	if (server->pid == 0) /* for those who need one */
		(void)snprintf(why, SERVER_WHY,
		    "no such server, or without a scoreboard: control socket "
		    "%s",
		    show_clean(clean, sizeof(clean), str_from(path)));
	return EX_OK;
}

/* What was found of the servers that may be meant. */
struct search {
	struct server *first;
	size_t count;
	struct buf all; /* their IDs and addresses */
};

/* Adds a server, if its address may be meant; else closes it. */
static void
search_add(struct search *search, const char *wanted, struct server *server)
{
	char clean[ADDR_TEXT + 1];
	struct score_pulse pulse;
	struct str address = STR("");

	if (server->board != NULL) {
		server_pulse(server, &pulse);
		address = score_text(pulse.address, sizeof(pulse.address));
	}
	if (wanted != NULL && !str_eq(address, str_from(wanted))) {
		server_close(server);
		return;
	}
	(void)BUF_CAT(&search->all, search->count == 0 ? STR(": ") : STR(", "),
	    STR("server "), DECIMAL(server->pid), STR(" "),
	    str_from(
		show_clean(clean, sizeof(clean), address))); /* or too many */
	if (search->count++ == 0)
		*search->first = *server;
	else
		server_close(server);
}

/* Looks for servers that may be meant in a directory. */
static void
search_in(const char *directory, const struct choice *choice,
    struct search *search, char why[SERVER_WHY])
{
	struct disk_names names;
	struct str name;

	disk_names_open(&names, AT_FDCWD, directory); /* or there are none */
	while (disk_names_next(&names, &name)) {
		struct server server = { .fd = -1 };
		const char *end = strrchr(name.at, '.');
		if (end == NULL || strcmp(end, SCORE_END) != 0 ||
		    snprintf(server.control, ADDR_TEXT, "%s/%.*s", directory,
			(int)(end - name.at), name.at) >= ADDR_TEXT)
			continue;
		(void)open_board(&server, why); /* or only why */
		if (server.pid != 0 &&
		    (choice->pid == 0 || choice->pid == server.pid))
			search_add(search, choice->address, &server);
		else
			server_close(&server);
	}
}

int
server_find(
    const struct choice *choice, struct server *server, char why[SERVER_WHY])
{
	char own[ADDR_TEXT], ids[SERVER_WHY / 2];
	struct search search = { .first = server };

	why[0] = '\0';
	if (choice->control != NULL)
		return find_named(choice->control, server, why);
	*server = (struct server) { .fd = -1 };
	buf_init(&search.all, ids, sizeof(ids) - 1);
	if (score_directory(own, geteuid())) {
		search_in(own, choice, &search, why);
	} else {
		search_in(SCORE_SYSTEM, choice, &search, why);
		if (score_is_own(own, geteuid()))
			search_in(own, choice, &search, why);
		else if (errno != ENOENT && why[0] == '\0')
			(void)snprintf(why, SERVER_WHY,
			    "%s is not a directory that only you can write to",
			    own);
	}
	ids[buf_len(&search.all)] = '\0';
	if (search.count == 1 && server->board != NULL)
		return EX_OK;
	if (search.count < 2 && why[0] != '\0')
		return EX_DATAERR;
	if (search.count == 0) {
		(void)snprintf(why, SERVER_WHY,
		    "no such server; is forkcastd running, with \"board "
		    "yes\"? If another user runs it, or the key \"control\" "
		    "is set, use -c PATH");
		return EX_UNAVAILABLE;
	}
	server_close(server);
	(void)snprintf(why, SERVER_WHY,
	    "%zu servers are running; choose one with -p PID or -c PATH%s",
	    search.count, ids);
	return EX_USAGE;
}

void
server_choose(
    const struct choice *choice, struct server *server, bool needs_board)
{
	char why[SERVER_WHY];
	int status = server_find(choice, server, why);

	if (status == EX_OK && needs_board && server->board == NULL)
		status = EX_UNAVAILABLE;
	if (status == EX_DATAERR && !needs_board && server->control[0] != '\0')
		status = EX_OK;
	if (status != EX_OK)
		die(status == EX_USAGE ? EX_UNAVAILABLE : status, "%s", why);
}

bool
server_is_alive(const struct server *server)
{
	return find_holder(server->fd) == server->pid;
}

char
server_process(uint64_t pid, uint64_t parent)
{
	char path[64], text[512]; /* up to the parent; a name has 64 bytes */
	struct str fields, state;
	const char *name_end;
	ssize_t count = 0;
	uint64_t number;
	int fd;

	(void)snprintf(
	    path, sizeof(path), "/proc/%llu/stat", (unsigned long long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd != -1)
		count = io_read(fd, text, sizeof(text) - 1);
	io_close(&fd);
	text[count > 0 ? count : 0] = '\0';
	name_end = strrchr(text, ')'); /* a name may have anything */
	if (name_end == NULL || name_end[1] != ' ')
		return '?';
	fields = str_from(name_end + 2);
	state = str_word(&fields);
	if (state.len != 1 ||
	    !str_to_number(str_word(&fields), INT32_MAX, &number) ||
	    (parent != 0 && number != parent))
		return '?';
	return (char)(state.at[0] == 't' ? 'T' : state.at[0]);
}

const char *
server_state(const struct server *server, const struct score_pulse *pulse)
{
	static const char *const words[] = { [SCORE_RUNNING] = "running",
		[SCORE_DRAINING] = "draining",
		[SCORE_STOPPING] = "stopping" };

	if (server_process(server->pid, 0) == 'T')
		return "stopped";
	return pulse->state < COUNT(words) ? words[pulse->state] : "?";
}

void
server_pulse(const struct server *server, struct score_pulse *pulse)
{
	/* A writer that is stopped while writing leaves a mixture. */
	(void)score_get(server->board->pulse.word, pulse, sizeof(*pulse));
}

size_t
server_rows(const struct server *server)
{
	const size_t room = (server->size - sizeof(struct score_board)) / ROW;
	struct score_pulse pulse;

	server_pulse(server, &pulse);
	return pulse.rows < room ? (size_t)pulse.rows : room;
}

bool
server_row(const struct server *server, size_t number, struct score_row *row)
{
	(void)score_get(server->board->row[number].word, row, sizeof(*row));
	return row->pid != 0;
}

/* Writes why it failed; errno tells. */
static bool
ask_fail(const struct server *server, char why[SERVER_WHY])
{
	const int error = errno;
	char path[ADDR_TEXT], room[64];
	const char *reason = strerror(error);

	if (error == EAGAIN || error == EWOULDBLOCK)
		reason = server_process(server->pid, 0) == 'T' ?
		    "no reply: the server is stopped" :
		    "no reply from the server";
	else if (error == EPROTO)
		reason = "invalid reply: this is not a forkcastd";
	else if (error == EXDEV)
		reason = "another process is listening there; nothing was sent";
	else if (error == EACCES || error == EPERM) {
		(void)snprintf(room, sizeof(room),
		    "only root and uid %lu may do this",
		    (unsigned long)server->owner);
		reason = room;
	}
	(void)snprintf(why, SERVER_WHY, "control socket %s: %s",
	    show_clean(path, sizeof(path), str_from(server->control)), reason);
	errno = error == EPERM ? EACCES : error;
	return false;
}

/* Reads the answer; false with errno, ECONNRESET at the end of the stream. */
static bool
read_answer(int fd, const struct request *question, usec until)
{
	char data[2 * LIMIT_LINE];
	size_t lines = 0, bytes = 0;
	struct buf in;

	buf_init(&in, data, sizeof(data));
	for (;;) {
		enum line_found found;
		struct str line;
		char *room;
		const size_t size = buf_room(&in, &room);
		ssize_t count;

		if (!limit_time(fd, until))
			return false;
		count = io_read(fd, room, size);
		if (count == 0)
			errno = ECONNRESET;
		if (count <= 0)
			return false;
		buf_filled(&in, (size_t)count);
		bytes += (size_t)count;
		while ((found = buf_line(&in, &line)) == LINE_WHOLE) {
			const bool is_last = !str_begins(line, STR("- "));
			question->take(line);
			buf_drop_line(&in, line);
			if (is_last)
				return true;
			lines++;
			if (!question->at_once)
				until = clock_mono() + question->time;
		}
		errno = EPROTO;
		if (found == LINE_TOO_LONG || in.skipping ||
		    lines > LINES_MAX || bytes > BYTES_MAX)
			return false;
	}
}

bool
ask(const struct server *server, const struct request *question,
    char why[SERVER_WHY])
{
	const usec until = clock_mono() + question->time;
	const size_t len = strlen(question->line);
	bool good;
	int fd;

	fd = connect_to(server->control, until);
	if (fd == -1)
		return ask_fail(server, why);
	/* It fits the socket's buffer; no signal comes if that has closed. */
	good = is_peer(fd, server) && limit_time(fd, until) &&
	    send(fd, question->line, len, MSG_NOSIGNAL) == (ssize_t)len &&
	    send(fd, "\n", 1, MSG_NOSIGNAL) == 1 &&
	    read_answer(fd, question, until);
	if (!good)
		(void)ask_fail(server, why);
	io_close(&fd); /* else the command would be carried out later */
	return good;
}
