/* server/policy/peers: counts the connections of each user, however many come
 * and go. */
#include "server/policy/peers.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/base/state/module.h"
#include "server/router/model/slots.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define SLOTS 100
#define USERS 7
#define STEPS 20000
#define STRIDE 1024 /* as far apart as users of name spaces are */

static struct peer_user slots[SLOTS];

static void
counts_each(void)
{
	TAP_OK(users_enter(&slots[0], 5, 2) && users_enter(&slots[1], 5, 2),
	    "two of one user");
	TAP_OK(!users_enter(&slots[2], 5, 2) && !slots[2].is_known,
	    "a third is refused");
	TAP_OK(users_enter(&slots[2], 5 + STRIDE, 2), "one of another user");
	TAP_OK(users_enter(&slots[3], 5, 0), "with no limit a third");
	users_leave(&slots[0]);
	TAP_OK(!users_enter(&slots[0], 5, 2), "there are still two");
	users_leave(&slots[1]);
	TAP_OK(users_enter(&slots[0], 5, 2), "until one more has left");
	for (size_t i = 0; i < 4; i++)
		users_leave(&slots[i]);
	users_leave(&slots[0]);
	TAP_OK(users_enter(&slots[0], 5, 1), "none is left at the end");
	users_leave(&slots[0]);
}

static void
agrees_with_a_model(void)
{
	size_t count[USERS] = { 0 };
	bool agrees = true;

	for (int i = 0; i < STEPS; i++) {
		struct peer_user *slot = &slots[dice(SLOTS)];
		if (slot->is_known) {
			count[slot->user / STRIDE]--;
			users_leave(slot);
			continue;
		}
		const uint32_t user = dice(USERS);
		const size_t max = dice(20);
		const bool entered = users_enter(slot, user * STRIDE, max);
		agrees = agrees && entered == (max == 0 || count[user] < max);
		count[user] += entered;
	}
	TAP_OK(agrees, "%d random steps", STEPS);
}

static void
knows_the_peer(void)
{
	uid_t user = (uid_t)-1;
	int fd[2];

	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0, "no sockets");
	TAP_OK(users_peer(fd[0], &user) && user == geteuid(),
	    "who is at the other end");
	TAP_OK(!users_peer(-1, &user) && errno == EBADF, "or why not");
	(void)close(fd[0]);
	(void)close(fd[1]);
}

int
main(void)
{
	dice_begin();
	MUST(modules_init(), "no memory");
	counts_each();
	agrees_with_a_model();
	knows_the_peer();
	return tap_done();
}
