/* The servers of this machine: see server.h. */
#define _GNU_SOURCE /* struct ucred */
#include "ctl/server.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "ctl/show.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"
#include "term/term.h"

/*
 * The limits of an answer: twice as many lines as a server can have groups or
 * bans, each as long as a topic or a network. Anything longer comes from
 * something else.
 */
#define LINES_MAX ((size_t)2 * 65536)
#define BYTES_MAX ((size_t)64 << 20)

/* How long a named socket is connected to; a working server needs less. */
#define WHO_TIME SEC

/*
 * How long scoreboards that nobody locks are looked at, in all, and how often:
 * a server that executes another program may be without its lock.
 */
#define LOOK_TIME (500 * MSEC)
#define LOOK_AGAIN (20 * MSEC)

/* The lowest user ID of a person, and nobody's: login.defs(5). */
#define FIRST_PERSON 1000
#define NOBODY 65534

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
 * Returns whether the process in the scoreboard's name holds its lock. Who can
 * read the file can take a read lock on it; only its owner can take a write
 * lock.
 */
static bool
is_locked(int fd, uint64_t pid)
{
	struct flock whole = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type == F_WRLCK &&
	    whole.l_pid == (pid_t)pid;
}

/*
 * Returns whether the file can be a scoreboard that counts: of the server that
 * is named, or of our own user, of root or of another user who is no person.
 * Anybody can start a server, and would be told what the operator means for
 * another.
 */
static bool
is_trusted(const struct choice *choice, const struct stat *info)
{
	const uid_t owner = info->st_uid;

	return S_ISREG(info->st_mode) &&
	    (choice->pid != 0 || owner == geteuid() || owner < FIRST_PERSON ||
		owner == NOBODY);
}

/*
 * Opens what its living server has locked, or makes anew for a moment because
 * it is upgraded: until then it is looked at again. -1 with errno, ENOENT: no
 * such server lives.
 */
static int
open_locked(const struct choice *choice, int directory, const char *name,
    uint64_t pid, usec until, struct stat *info)
{
	const struct timespec pause = { .tv_nsec = LOOK_AGAIN * 1000 };

	for (;;) {
		int fd = openat(directory, name, NO_WAIT);
		if (fd == -1 && errno != ENOENT)
			return -1;
		/* It may be another file than the one that was looked at. */
		if (fd != -1 && fstat(fd, info) == 0 &&
		    is_trusted(choice, info) && is_locked(fd, pid))
			return fd;
		io_close(&fd);
		if ((kill((pid_t)pid, 0) != 0 && errno == ESRCH) ||
		    clock_mono() >= until)
			break;
		(void)nanosleep(&pause, NULL); /* or a shorter one */
	}
	errno = ENOENT;
	return -1;
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
		    "has version %lu, but this forkcastctl reads version %d: "
		    "use the one that came with the server",
		    (unsigned long)head->version, SCORE_VERSION);
		return text;
	}
	if (head->row_size != ROW || head->rows_max > SCORE_ROWS ||
	    head->pid != server->pid)
		return "is damaged";
	if (server->size !=
	    sizeof(struct score_board) + (size_t)head->rows_max * ROW)
		return "is truncated or damaged";
	server->started = head->started;
	memcpy(server->control, head->control, SCORE_PATH);
	return NULL;
}

/* Returns whether the server's first address is that one, if any is given. */
static bool
is_at(const struct server *server, const char *address)
{
	struct score_pulse pulse;

	server_pulse(server, &pulse);
	return address == NULL ||
	    str_eq(score_text(pulse.address, sizeof(pulse.address)),
		str_from(address));
}

#define IGNORED "no such server; ignored: "

/* Opens a scoreboard. False, and perhaps with why, if it is not wanted. */
static bool
open_board(const struct choice *choice, int directory, const char *name,
    usec until, struct server *server, char why[SERVER_WHY])
{
	const char *wrong = NULL;
	struct stat info;

	*server = (struct server) { .fd = -1 };
	if (!score_name_read(str_from(name), &server->pid) ||
	    (choice->pid != 0 && choice->pid != server->pid) ||
	    fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (!is_trusted(choice, &info)) {
		if (kill((pid_t)server->pid, 0) == 0 || errno != ESRCH)
			(void)snprintf(why, SERVER_WHY,
			    IGNORED "server %llu of uid %lu; use -p",
			    (unsigned long long)server->pid,
			    (unsigned long)info.st_uid);
		return false;
	}
	server->fd =
	    open_locked(choice, directory, name, server->pid, until, &info);
	if (server->fd == -1 && errno == ENOENT)
		return false;
	server->owner = info.st_uid;
	server->size = (size_t)info.st_size;
	wrong = server->fd != -1 ? map(server) : strerror(errno);
	if (wrong == NULL && is_at(server, choice->address))
		return true;
	if (wrong != NULL)
		(void)snprintf(why, SERVER_WHY,
		    "the scoreboard of server %llu %s%s",
		    (unsigned long long)server->pid,
		    server->fd == -1 ? "cannot be read: " : "", wrong);
	server_close(server);
	return false;
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
	struct addr addr;
	int fd;

	errno = ENAMETOOLONG;
	if (addr_parse(&addr, path) != NULL || !addr_is_unix(&addr))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1)
		return -1;
	if (!limit_time(fd, until) || connect(fd, &addr.to.any, addr.len) != 0)
		io_close(&fd);
	return fd;
}

/*
 * Finds the user and the process, 0 if the system does not tell, at the other
 * end. False with errno.
 */
static bool
peer_of(int fd, uid_t *user, uint64_t *pid)
{
#ifdef SO_PEERCRED
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return false;
	*user = peer.uid;
	*pid = (uint64_t)peer.pid;
	return true;
#else
	gid_t group;

	*pid = 0;
	return getpeereid(fd, user, &group) == 0;
#endif
}

/*
 * Returns whether the server itself is at the other end; false with errno. The
 * path in a scoreboard may be another server's socket, for the scoreboard's
 * owner can write anything.
 */
static bool
is_peer(int fd, const struct server *server)
{
	uint64_t pid;
	uid_t user;

	if (!peer_of(fd, &user, &pid))
		return false;
	errno = EXDEV;
	return user == server->owner &&
	    (pid == 0 || server->pid == 0 || pid == server->pid);
}

/* Finds the server behind a named control socket; false with errno. */
static bool
find_named(const char *path, struct server *server)
{
	/* Addresses of UNIX sockets have a '/'. */
	const char *here = strchr(path, '/') == NULL ? "./" : "";
	bool found;
	int fd;

	*server = (struct server) { .fd = -1 };
	errno = ENAMETOOLONG;
	if ((size_t)snprintf(server->control, sizeof(server->control), "%s%s",
		here, path) >= sizeof(server->control))
		return false;
	fd = connect_to(server->control, clock_mono() + WHO_TIME);
	if (fd == -1)
		return false;
	found = peer_of(fd, &server->owner, &server->pid);
	io_close(&fd);
	return found;
}

/*
 * Opens the first of the living servers that may be meant, and writes all of
 * them to ids. Returns how many there are; why is about the last one whose
 * scoreboard cannot be read.
 */
static size_t
find_boards(const struct choice *choice, struct server *found,
    char ids[SERVER_WHY / 2], char why[SERVER_WHY])
{
	DIR *directory = opendir(choice->directory != NULL ?
		choice->directory :
		SCORE_DIRECTORY); /* or this system has none */
	const usec until = clock_mono() + LOOK_TIME;
	const struct dirent *entry;
	struct score_pulse pulse;
	struct server server;
	char address[ADDR_TEXT + 1];
	struct buf all;
	size_t count = 0;

	buf_init(&all, ids, SERVER_WHY / 2 - 1);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (!open_board(choice, dirfd(directory), entry->d_name, until,
			&server, why))
			continue;
		server_pulse(&server, &pulse);
		(void)BUF_CAT(&all, count == 0 ? STR(": ") : STR(", "),
		    STR("server "), DECIMAL(server.pid), STR(" "),
		    str_from(show_clean(address, sizeof(address),
			score_text(pulse.address,
			    sizeof(pulse.address))))); /* or too many */
		if (count++ == 0)
			*found = server;
		else
			server_close(&server);
	}
	ids[buf_len(&all)] = '\0';
	if (directory != NULL)
		(void)closedir(directory); /* was only read */
	return count;
}

void
server_close(struct server *server)
{
	if (server->board != NULL) /* cannot fail */
		(void)munmap((void *)(uintptr_t)server->board, server->size);
	server->board = NULL;
	io_close(&server->fd);
}

int
server_find(
    const struct choice *choice, struct server *server, char why[SERVER_WHY])
{
	const bool is_named = choice->control != NULL;
	struct server named = { .fd = -1 };
	struct choice meant = *choice;
	char path[SCORE_PATH + 1], ids[SERVER_WHY / 2];
	size_t count = 0;

	why[0] = '\0';
	if (is_named && !find_named(choice->control, &named)) {
		(void)snprintf(why, SERVER_WHY, "control socket %s: %s",
		    show_clean(path, sizeof(path), str_from(choice->control)),
		    strerror(errno));
		return EX_UNAVAILABLE;
	}
	if (is_named)
		meant.pid = named.pid;
	/* The system may not tell the process of a socket. */
	if (!is_named || named.pid != 0)
		count = find_boards(&meant, server, ids, why);
	if (count > 1) {
		server_close(server);
		(void)snprintf(why, SERVER_WHY,
		    "%zu servers are running; choose one with -p PID or -c "
		    "PATH%s",
		    count, ids);
		return EX_USAGE;
	}
	if (count == 1) {
		if (is_named)
			memcpy(server->control, named.control,
			    sizeof(named.control));
		return EX_OK;
	}
	if (why[0] != '\0' && !str_begins(str_from(why), STR(IGNORED)))
		return EX_DATAERR;
	*server = named;
	if (why[0] == '\0')
		(void)snprintf(why, SERVER_WHY, "%s", SERVER_NONE);
	return is_named ? EX_OK : EX_UNAVAILABLE;
}

void
server_choose(
    const struct choice *choice, struct server *server, bool needs_board)
{
	char why[SERVER_WHY];
	int status = server_find(choice, server, why);

	if (status == EX_OK && needs_board && server->board == NULL)
		status = EX_UNAVAILABLE;
	if (status != EX_OK)
		die(status == EX_USAGE ? EX_UNAVAILABLE : status, "%s", why);
}

bool
server_is_alive(const struct server *server)
{
	return is_locked(server->fd, server->pid);
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
	char path[SCORE_PATH + 1], only[64];
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
		(void)snprintf(only, sizeof(only),
		    "only root and uid %lu may do this",
		    (unsigned long)server->owner);
		reason = only;
	}
	(void)snprintf(why, SERVER_WHY, "server %llu, control socket %s: %s",
	    (unsigned long long)server->pid,
	    show_clean(path, sizeof(path), str_from(server->control)), reason);
	errno = error == EPERM ? EACCES : error;
	return false;
}

/* Reads the answer; false with errno, ECONNRESET at the end of the stream. */
static bool
read_answer(int fd, const struct question *question, usec until)
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
ask(const struct server *server, const struct question *question,
    char why[SERVER_WHY])
{
	const usec until = clock_mono() + question->time;
	const size_t len = strlen(question->line);
	bool good;
	int fd;

	if (server->control[0] == '\0') {
		(void)snprintf(why, SERVER_WHY,
		    "server %llu has no control socket; see control in "
		    "forkcastd.conf(5)",
		    (unsigned long long)server->pid);
		errno = ENOENT;
		return false;
	}
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
