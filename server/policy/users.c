/* Users at the other ends of UNIX sockets: see users.h. */
#define _GNU_SOURCE /* struct ucred */
#include "policy/users.h"

#include <assert.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/data/chain.h"
#include "base/data/hash.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"

#define BUCKETS 1024

/* One that has a connection. */
struct user {
	uid_t id;
	uint32_t slots;
};

/* To be saved: nothing; clients enter again, as whose they are. */
static struct {
	struct user *user;
	struct rows rows;
	struct chain by_id;
} users;

bool
users_init(size_t slots)
{
	users.user = arena_table(slots, sizeof(*users.user));
	return users.user != NULL && rows_init(&users.rows, slots) &&
	    chain_init(&users.by_id, BUCKETS, slots);
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

static uint64_t
hash_of(uid_t id)
{
	return hash_bytes(&id, sizeof(id));
}

/* Or CHAIN_END. */
static uint32_t
find(uid_t id)
{
	uint32_t row = chain_first(&users.by_id, hash_of(id));

	while (row != CHAIN_END && users.user[row].id != id)
		row = chain_next(&users.by_id, row);
	return row;
}

/* One more; each has a slot, so that there is room. */
static uint32_t
add(uid_t id)
{
	const uint32_t row = rows_take(&users.rows);

	assert(row != ROWS_NONE);
	users.user[row] = (struct user) { .id = id };
	chain_add(&users.by_id, hash_of(id), row);
	return row;
}

bool
users_enter(struct whose *whose, uid_t user, size_t max)
{
	uint32_t row = find(user);

	if (row == CHAIN_END)
		row = add(user);
	else if (max > 0 && users.user[row].slots >= max)
		return false;
	users.user[row].slots++;
	whose->is_known = true;
	whose->user = user;
	return true;
}

void
users_leave(struct whose *whose)
{
	uint32_t row;

	if (!whose->is_known)
		return;
	whose->is_known = false;
	row = find(whose->user);
	assert(row != CHAIN_END && users.user[row].slots > 0);
	if (--users.user[row].slots > 0)
		return;
	chain_drop(&users.by_id, hash_of(whose->user), row);
	rows_give(&users.rows, row);
}
