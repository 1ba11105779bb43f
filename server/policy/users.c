/* Users at the other ends of UNIX sockets: see users.h. */
#define _GNU_SOURCE /* struct ucred */
#include "policy/users.h"

#include <assert.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"

#define BUCKETS 1024

/* A user with a connection. */
struct user {
	uid_t id;
	uint32_t slots;
};

/* Nothing is saved: clients enter again as the same users. */
static struct {
	struct user *user;
	struct rows rows;
	struct index by_id;
} users;

static void
users_init(void)
{
	users.user = arena_table(CLIENTS_MAX, sizeof(*users.user));
	rows_init(&users.rows, CLIENTS_MAX);
	INDEX_INIT(&users.by_id, users.user, CLIENTS_MAX, BUCKETS,
	    INDEX_BYTES(struct user, id, id));
}

#ifdef SO_PEERCRED
bool
users_peer(int fd, uid_t *user)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return false;
	*user = peer.uid;
	return true;
}
#else
bool
users_peer(int fd, uid_t *user)
{
	gid_t group;

	return getpeereid(fd, user, &group) == 0;
}
#endif

/* Adds a user. There is room: each has a client. */
static uint32_t
users_add(uid_t id)
{
	const uint32_t row = rows_alloc(&users.rows);

	assert(row != ROWS_NONE);
	users.user[row] = (struct user) { .id = id };
	index_add(&users.by_id, row);
	return row;
}

size_t
users_most(void)
{
	size_t most = 0;

	for (uint32_t row = 0; row < users.rows.ever; row++)
		if (users.user[row].slots > most)
			most = users.user[row].slots;
	return most;
}

bool
users_enter(struct peer_user *peer_user, uid_t user, size_t max)
{
	uint32_t row = index_find(&users.by_id, STR_BYTES(user));

	if (row == INDEX_NONE)
		row = users_add(user);
	else if (max > 0 && users.user[row].slots >= max)
		return false;
	users.user[row].slots++;
	peer_user->is_known = true;
	peer_user->user = user;
	return true;
}

void
users_leave(struct peer_user *peer_user)
{
	uint32_t row;

	if (!peer_user->is_known)
		return;
	peer_user->is_known = false;
	row = index_find(&users.by_id, STR_BYTES(peer_user->user));
	assert(row != INDEX_NONE && users.user[row].slots > 0);
	if (--users.user[row].slots > 0)
		return;
	index_drop(&users.by_id, row);
	rows_free(&users.rows, row);
}

MODULE(users) = { .init = users_init };
