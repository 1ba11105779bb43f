/*
 * Taking over: a program takes the place of another in the same process, or
 * goes back to it. In another process it only reports whether it could.
 */
#ifndef SERVER_UPGRADE_TAKEOVER_H
#define SERVER_UPGRADE_TAKEOVER_H

#include <stdnoreturn.h>

/*
 * Takes over from the state in that descriptor, and returns when the server is
 * ready, or never. If news is not 0, the state is only tried, and news is the
 * pipe that tells when there is more of it (base/state/state.h). To be called
 * after reload_init.
 */
void takeover(int state, int news);

/*
 * Goes back to the old program because this one cannot even start; errno says
 * why.
 */
noreturn void takeover_fails(int state, const char *what);

#endif
