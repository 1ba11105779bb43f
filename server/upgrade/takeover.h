/*
 * A program in the place of another one, in the same process: it takes over
 * what that has handed to it, or goes back to it. Tried in another process, it
 * says whether it could. Called by forkcastd.c.
 */
#ifndef SERVER_UPGRADE_TAKEOVER_H
#define SERVER_UPGRADE_TAKEOVER_H

#include <stdnoreturn.h>

/*
 * Takes over from the state in that descriptor, and returns as one that is
 * ready; or does not return. With news, by which it is told that there is more
 * of it (base/state/state.h), that is only tried. reload_init comes first.
 */
void takeover(int state, int news);

/* It cannot even begin, as errno says: back to the program before. */
noreturn void takeover_fails(int state, const char *what);

#endif
