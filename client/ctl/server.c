/* The servers of this machine: see server.h. */
#include "ctl/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
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
#include "shared/limits.h"
#include "shared/place.h"

/*
 * The limits of an answer: twice as many lines as a server can have groups or
 * bans, each as long as a topic or a network. Anything longer comes from
 * something else.
 */
#define LINES_MAX ((size_t)2 * 65536)
#define BYTES_MAX ((size_t)64 << 20)

/* How often a server is asked that ends the connection. */
#define TRIES 10

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

/* Returns whether the server itself is at the other end; false with errno. */
static bool
is_peer(int fd, struct server *server)
{
	uint64_t pid;
	uid_t user;

	if (!io_peer(fd, &user, &pid))
		return false;
	errno = EXDEV;
	if (user != server->owner ||
	    (pid != 0 && server->pid != 0 && pid != server->pid))
		return false;
	if (pid != 0)
		server->pid = pid;
	return true;
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
		    "only uid %lu, its group and root may do this",
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

		(void)fflush(stdout); /* how far it is; main sees a failure */
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
			/* For who waits, and not for what reads the answer. */
			if (str_eq(line, STR("- still working")))
				(void)fprintf(stderr, "still working\n");
			else
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

/* Asks once; false with errno. */
static bool
ask_once(struct server *server, const struct request *question)
{
	const usec until = clock_mono() + question->time;
	const size_t len = strlen(question->line);
	int fd = connect_to(server->control, until);
	bool good;

	if (fd == -1)
		return false;
	if (question->begin != NULL)
		question->begin();
	/* It fits the socket's buffer; no signal comes if that has closed. */
	good = is_peer(fd, server) && limit_time(fd, until) &&
	    send(fd, question->line, len, MSG_NOSIGNAL) == (ssize_t)len &&
	    send(fd, "\n", 1, MSG_NOSIGNAL) == 1 &&
	    read_answer(fd, question, until);
	io_close(&fd); /* else the command would be carried out later */
	return good;
}

bool
ask(struct server *server, const struct request *question, char why[SERVER_WHY])
{
	bool good = false;

	for (int i = 0; i < TRIES; i++) {
		good = ask_once(server, question);
		if (good || question->begin == NULL ||
		    (errno != ECONNRESET && errno != EPIPE))
			break;
	}
	return good || ask_fail(server, why);
}

static struct server *looked; /* look asks it */

static void
begin_figures(void)
{
	looked->len = 0;
}

static void
take_figure(struct str line)
{
	char *to = looked->said + looked->len;

	if (!str_skip(&line, STR("- ")) ||
	    line.len >= sizeof(looked->said) - looked->len)
		return; /* it says more than any server does */
	memcpy(to, line.at, line.len);
	to[line.len] = '\n';
	looked->len += line.len + 1;
}

/* Asks for the figures, and waits so long for all. False as ask. */
static bool
look(struct server *server, usec time, char why[SERVER_WHY])
{
	looked = server;
	return ask(server,
	    &(struct request) { .line = "status",
		.time = time,
		.at_once = true,
		.take = take_figure,
		.begin = begin_figures },
	    why);
}

bool
server_next(const struct server *server, const char **at, const char *start,
    struct str *rest, uint64_t *number)
{
	const char *from = *at != NULL ? *at : server->said;
	struct str lines = { from,
		(size_t)(server->said + server->len - from) };

	while (lines.len > 0) {
		struct str line = str_cut(&lines, '\n');
		*at = line.at + line.len + 1;
		*rest = str_word(&line);
		if (str_skip(rest, str_from(start)) &&
		    str_to_number(line, UINT64_MAX, number))
			return true;
	}
	return false;
}

struct str
server_text(const struct server *server, const char *key)
{
	struct str lines = { server->said, server->len };

	while (lines.len > 0) {
		struct str line = str_cut(&lines, '\n');
		if (str_eq(str_word(&line), str_from(key)))
			return line.at != NULL ? line : STR("");
	}
	return STR("");
}

uint64_t
server_number(const struct server *server, const char *key)
{
	uint64_t number = 0;

	(void)str_to_number(server_text(server, key), UINT64_MAX, &number);
	return number;
}

/*
 * Returns the exit status for a server that was asked for its figures, with why
 * if it is not good: then errno and why say what has failed.
 */
static int
judge(const struct server *server, bool good, char why[SERVER_WHY])
{
	if (!good)
		return errno == EACCES ? EX_NOPERM : EX_UNAVAILABLE;
	if (server->len > 0)
		return EX_OK;
	(void)snprintf(why, SERVER_WHY,
	    "server %llu is of another version: use the forkcastctl that came "
	    "with it",
	    (unsigned long long)server->pid);
	return EX_DATAERR;
}

/* Finds the server of a control socket. */
static int
find_named(
    const struct choice *choice, struct server *server, char why[SERVER_WHY])
{
	char clean[ADDR_TEXT];
	struct stat info;

	errno = ENAMETOOLONG;
	if ((size_t)snprintf(server->control, sizeof(server->control), "%s",
		choice->control) >= sizeof(server->control) ||
	    stat(choice->control, &info) != 0) {
		(void)snprintf(why, SERVER_WHY, "control socket %s: %s",
		    show_clean(clean, sizeof(clean), str_from(choice->control)),
		    strerror(errno));
		return EX_UNAVAILABLE;
	}
	server->owner = info.st_uid;
	return judge(server, look(server, choice->time, why), why);
}

/* What was found of the servers that may be meant. */
struct search {
	const struct choice *choice;
	struct server *first;
	int status; /* of that; or why there is none */
	char *why; /* so far it is empty, or there is something wrong */
	size_t count;
	struct buf all; /* their IDs and addresses */
};

static bool
is_meant(const struct search *search, const struct server *server)
{
	const uint64_t pid = search->choice->pid;

	return pid == 0 || pid == server->pid;
}

/*
 * Adds a server, if it lives and may be meant. One that does not reply lives,
 * too; nobody listens at the socket of one that was killed.
 */
static void
search_add(struct search *search, struct server *server)
{
	const char *wanted = search->choice->address;
	char why[SERVER_WHY], clean[ADDR_TEXT + 1];
	const bool good = look(server, search->choice->time, why);
	const bool hangs = !good && (errno == EAGAIN || errno == EWOULDBLOCK);
	const bool is_dead =
	    !good && (errno == ECONNREFUSED || errno == ENOENT);
	const int status = judge(server, good, why);
	const struct str address = server_text(server, "address");

	if (is_dead || !is_meant(search, server))
		return;
	if (status != EX_OK && search->count == 0 &&
	    (hangs || search->why[0] == '\0')) {
		(void)snprintf(search->why, SERVER_WHY, "%s", why);
		search->status = status;
	}
	if ((!good && !hangs) ||
	    (wanted != NULL && !str_eq(address, str_from(wanted))))
		return;
	(void)BUF_CAT(&search->all, search->count == 0 ? STR(": ") : STR(", "),
	    STR("server "), DECIMAL(server->pid), STR(" "),
	    hangs ? STR("(no reply)") :
		    str_from(show_clean(
			clean, sizeof(clean), address))); /* or too many */
	if (search->count++ > 0)
		return;
	*search->first = *server;
	if (status == EX_OK)
		search->status = EX_OK;
}

/* Looks for servers that may be meant in a directory. */
static void
search_in(const char *directory, struct search *search)
{
	struct disk_names names;
	struct server server;
	struct stat info;
	struct str name;

	disk_names_open(&names, AT_FDCWD, directory); /* or there are none */
	while (disk_names_next(&names, &name)) {
		server = (struct server) { .pid = 0 };
		if (snprintf(server.control, ADDR_TEXT, "%s/%s", directory,
			name.at) >= ADDR_TEXT ||
		    !str_skip(&name, STR(PLACE_NAME)) ||
		    lstat(server.control, &info) != 0 ||
		    !S_ISSOCK(info.st_mode))
			continue;
		server.owner = info.st_uid;
		if (str_skip(&name, STR(".")))
			(void)str_to_number(name, INT32_MAX, &server.pid);
		if (server.pid == 0 || is_meant(search, &server))
			search_add(search, &server);
	}
}

int
server_find(
    const struct choice *choice, struct server *server, char why[SERVER_WHY])
{
	char own[ADDR_TEXT], ids[SERVER_WHY / 2];
	struct search search = {
		.choice = choice, .first = server, .why = why
	};

	why[0] = '\0';
	*server = (struct server) { .pid = 0 };
	if (choice->control != NULL)
		return find_named(choice, server, why);
	buf_init(&search.all, ids, sizeof(ids) - 1);
	if (place_find(own, geteuid())) {
		search_in(own, &search);
	} else {
		search_in(PLACE_SYSTEM, &search);
		if (place_is_own(own, geteuid())) {
			search_in(own, &search);
		} else if (errno != ENOENT && search.count == 0 &&
		    why[0] == '\0') {
			search.status = EX_NOPERM;
			(void)snprintf(why, SERVER_WHY,
			    "%s is not a directory that only you can write to",
			    own);
		}
	}
	ids[buf_len(&search.all)] = '\0';
	if (search.count > 1) {
		(void)snprintf(why, SERVER_WHY,
		    "%zu servers are running; choose one with -p PID or -c "
		    "PATH%s",
		    search.count, ids);
		return EX_USAGE;
	}
	if (search.count == 1 || why[0] != '\0')
		return search.status;
	(void)snprintf(why, SERVER_WHY,
	    "no such server; is forkcastd running? If another user runs it, "
	    "or the key \"control\" is set, use -c PATH");
	return EX_UNAVAILABLE;
}

void
server_choose(
    const struct choice *choice, struct server *server, bool needs_figures)
{
	char why[SERVER_WHY];
	int status = server_find(choice, server, why);

	if (status == EX_DATAERR && !needs_figures)
		status = EX_OK;
	if (status == EX_USAGE || status == EX_NOPERM)
		status = EX_UNAVAILABLE;
	if (status != EX_OK)
		die(status, "%s", why);
}
