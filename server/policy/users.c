/* Users at the other ends of UNIX sockets: see users.h. */
#define _GNU_SOURCE /* struct ucred */
#include "policy/users.h"

#include <assert.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/hash.h"

#define BUCKETS 1024

/* One that has a connection. */
struct user {
	uid_t id;
	uint32_t slots;
	uint32_t made; /* groups: see makers.h */
	uint32_t next; /* in its bucket, or of the spare ones: number + 1 */
};

static struct {
	struct user *user;
	uint32_t *bucket; /* BUCKETS of them */
	uint32_t spare; /* number + 1 */
	size_t ever; /* that were ever in use */
} users;

bool
users_init(size_t slots)
{
	users.user = arena_table(slots, sizeof(*users.user));
	users.bucket = arena_table(BUCKETS, sizeof(*users.bucket));
	return users.user != NULL && users.bucket != NULL;
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

/* The link to the user, or the one that ends its bucket. */
static uint32_t *
link_of(uid_t id)
{
	uint32_t *link = &users.bucket[hash_bytes(&id, sizeof(id)) % BUCKETS];

	while (*link != 0 && users.user[*link - 1].id != id)
		link = &users.user[*link - 1].next;
	return link;
}

/* The number + 1 of one more; each has a slot, so that there is room. */
static uint32_t
take(uid_t id)
{
	uint32_t number = users.spare;

	if (number != 0)
		users.spare = users.user[number - 1].next;
	else
		number = (uint32_t)++users.ever;
	users.user[number - 1] = (struct user) { .id = id };
	return number;
}

bool
users_enter(struct whose *whose, uid_t user, size_t max)
{
	uint32_t *link = link_of(user);

	if (*link == 0)
		*link = take(user);
	else if (max > 0 && users.user[*link - 1].slots >= max)
		return false;
	users.user[*link - 1].slots++;
	whose->is_known = true;
	whose->user = user;
	return true;
}

uint32_t *
users_made(const struct whose *whose)
{
	const uint32_t number = *link_of(whose->user);

	assert(whose->is_known && number != 0);
	return &users.user[number - 1].made;
}

void
users_leave(struct whose *whose)
{
	uint32_t *link, number;

	if (!whose->is_known)
		return;
	whose->is_known = false;
	link = link_of(whose->user);
	number = *link;
	assert(number != 0 && users.user[number - 1].slots > 0);
	if (--users.user[number - 1].slots > 0)
		return;
	*link = users.user[number - 1].next;
	users.user[number - 1].next = users.spare;
	users.spare = number;
}
