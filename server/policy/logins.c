/*
 * The logins of this machine: see logins.h. There are two copies of the
 * database, so that a read that fails halfway changes nothing. The system is
 * asked by another program, as it may answer late.
 */
#include "policy/logins.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/config/self.h"
#include "base/data/index.h"
#include "base/log/log.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "shared/limits.h"

#define BUCKETS 4096 /* of each index */
#define ROOM 8192 /* of lines that were read */

struct login {
	uid_t user;
	uint8_t len; /* of name */
	char name[LIMIT_NAME];
};

struct copy {
	struct login *login;
	struct index by_name;
	struct index by_user;
	size_t count;
};

/* Nothing is saved: the system is asked again. */
static struct {
	struct copy copy[2];
	size_t now; /* the one in force */
	int fd; /* from which the other one is read; -1: it is not */
	struct buf said; /* what comes from there, in room */
	char *room;
} logins = { .fd = -1 };

static void
logins_init(void)
{
	for (size_t i = 0; i < COUNT(logins.copy); i++) {
		struct copy *copy = &logins.copy[i];
		copy->login = arena_table(LOGINS_MAX, sizeof(*copy->login));
		INDEX_INIT(&copy->by_name, copy->login, LOGINS_MAX, BUCKETS,
		    INDEX_LIKE(struct login, name, len));
		INDEX_INIT(&copy->by_user, copy->login, LOGINS_MAX, BUCKETS,
		    INDEX_BYTES(struct login, user, user));
	}
}

/* Returns the name in a row of those in force; empty without one. */
static struct str
name_in(uint32_t row)
{
	const struct login *login = logins.copy[logins.now].login;

	return row == INDEX_NONE ?
	    (struct str) { NULL, 0 } :
	    (struct str) { login[row].name, login[row].len };
}

/*
 * Adds a login. The first one with a name, or of a user, is the one that is
 * found.
 */
static void
logins_add(struct copy *copy, struct str name, uid_t user)
{
	const uint32_t row = (uint32_t)copy->count;
	struct login *login = &copy->login[row];

	if (index_find(&copy->by_name, name) != INDEX_NONE)
		return;
	*login = (struct login) { .user = user, .len = (uint8_t)name.len };
	memcpy(login->name, name.at, name.len);
	index_add(&copy->by_name, row);
	if (index_find(&copy->by_user, STR_BYTES(user)) == INDEX_NONE)
		index_add(&copy->by_user, row);
	copy->count++;
}

/*
 * Lists the users; what it has said is whole if a colon comes last. A library
 * cannot do that here: it may wait for a server elsewhere.
 */
static const char *const lister[] = { "sh", "-c",
	"{ getent passwd || cat /etc/passwd; } && echo :", NULL };

static void
end_reading(const char *wrong)
{
	watch_close(&logins.fd);
	if (wrong != NULL)
		LOG_AT(LEVEL_ERR,
		    STR("peer_names: cannot read the users of this machine: "
			"{reason}"),
		    str_from(wrong));
}

void
logins_read(void)
{
	struct copy *next = &logins.copy[1 - logins.now];
	int fd[2], error;
	pid_t lists;

	watch_close(&logins.fd); /* who wrote there finds no reader, and ends */
	index_empty(&next->by_name);
	index_empty(&next->by_user);
	next->count = 0;
	buf_init(&logins.said, logins.room, ROOM);
	if (!io_pipe(fd)) {
		end_reading(strerror(errno));
		return;
	}
	(void)fcntl(fd[1], F_SETFL, 0); /* it may block: cannot fail */
	error = self_spawn("/bin/sh", (char *const *)lister, fd[1], &lists);
	io_close(&fd[1]);
	logins.fd = fd[0];
	watch_read(logins.fd, true);
	if (error != 0)
		end_reading(strerror(error));
}

/* Takes "NAME:PASSWORD:USER:..."; false if it is the end, or there is no room.
 */
static bool
take_login(struct copy *next, struct str line)
{
	const struct str name = str_cut(&line, ':');
	uint64_t user;

	(void)str_cut(&line, ':');
	if (name_check(name) == CODE_OK && next->count < LOGINS_MAX &&
	    str_to_number(str_cut(&line, ':'), (uid_t)-1, &user))
		logins_add(next, name, (uid_t)user);
	return name.len > 0 && next->count < LOGINS_MAX;
}

bool
logins_turn(void)
{
	struct copy *next = &logins.copy[1 - logins.now];
	enum line_found found = LINE_NONE;
	bool goes_on = true;
	struct str line;
	size_t size;
	ssize_t count;
	char *room;

	if (logins.fd == -1 || watch_readable(logins.fd) != logins.fd)
		return false;
	size = buf_room(&logins.said, &room);
	count = io_read(logins.fd, room, size);
	buf_filled(&logins.said, count > 0 ? (size_t)count : 0);
	while (
	    goes_on && (found = buf_line(&logins.said, &line)) != LINE_NONE) {
		if (found == LINE_WHOLE) {
			goes_on = take_login(next, line);
			buf_drop_line(&logins.said, line);
		}
	}
	if (goes_on && (count > 0 || count == IO_AGAIN))
		return false;
	if (goes_on || next->count == 0 || next->count == LOGINS_MAX) {
		end_reading(
		    "getent passwd failed, or has no or too many users");
		return true;
	}
	end_reading(NULL);
	logins.now = 1 - logins.now;
	LOG(STR("peer_names: known users: {count}"), DECIMAL(next->count));
	return true;
}

bool
logins_is_awaited(void)
{
	return logins.fd != -1 && logins_count() == 0;
}

struct str
logins_name(uid_t user)
{
	return name_in(
	    index_find(&logins.copy[logins.now].by_user, STR_BYTES(user)));
}

bool
logins_has(struct str name)
{
	return index_find(&logins.copy[logins.now].by_name, name) != INDEX_NONE;
}

size_t
logins_count(void)
{
	return logins.copy[logins.now].count;
}

struct str
logins_find_like(struct str name)
{
	return name_in(
	    index_like(&logins.copy[logins.now].by_name, name, INDEX_NONE));
}

MODULE(logins) = { .init = logins_init, TABLES(TABLE(logins.room, ROOM)) };
