/*
 * Takes all memory from the router between two moments, so that exactly the
 * lines that come in between cannot be stored.
 */
#ifndef TESTS_LIB_ROUTER_STARVE_H
#define TESTS_LIB_ROUTER_STARVE_H

#include <stdbool.h>
#include <stddef.h>

/* Can it be done here? Sanitizers need memory themselves. */
bool starve_can(void);

/*
 * Takes all that the arena has and all that the system still gives, but for so
 * many of the smallest blocks; and gives it back.
 */
void starve(size_t left);
void starve_end(void);

#endif
