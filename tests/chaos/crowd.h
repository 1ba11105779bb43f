/*
 * The clients of the chaos, and of a server that meets a fault. Each talks,
 * comes and goes as its dice say; when its connection has ended it begins
 * another life with a new one. The first client is the witness: it is in all
 * groups, says nothing, and nothing happens to it. What another one hears in a
 * group, from its join on, must be what the witness hears there, without a gap,
 * to its end or goodbye; and the witness must hear the quit of each that ends.
 * IDs rise, and each command has its answer, in order. A mistake ends the test.
 *
 * A life that loses its worker, or does not read, may end at any byte.
 */
#ifndef TESTS_CHAOS_CROWD_H
#define TESTS_CHAOS_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define CROWD_MOST 256

/*
 * So many clients; the witness comes in. From now on, turn is called while
 * something is waited for. While pardons (or null) is true, the server may
 * refuse anything, and lose clients, which are counted.
 */
void crowd_begin(const char *address, size_t count, void (*turn)(void),
    bool (*pardons)(void));

/* Whatever is due is done. */
void crowd_act(void);

/* What is said is sent, and what comes within so many milliseconds is heard. */
void crowd_listen(int ms);

/* All fall silent and hear what they are owed, and that is compared. */
void crowd_finish(void);

/* Then, the history of each group must be what the witness has heard there. */
void crowd_read_history(void);

/*
 * The server has been told to stop: all are told so, and end. Or they go by
 * themselves.
 */
void crowd_hears_out(void);
void crowd_leave(void);

/*
 * The worker is about to be lost, or another child of the server; false if that
 * must not be: the witness's, or one that cannot be told yet.
 */
bool crowd_loses(pid_t worker);

size_t crowd_present(void);

struct crowd_count {
	size_t lives;
	size_t lines; /* that came */
	size_t cut; /* lives that ended without a goodbye */
	size_t lost; /* by what is pardoned, */
	size_t pardons; /* each time that it was */
	size_t slow; /* told that they are */
};
struct crowd_count crowd_count(void);

#endif
