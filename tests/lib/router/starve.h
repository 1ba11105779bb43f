/*
 * Takes all memory from the router between two moments, so that exactly the
 * lines that arrive in between cannot be stored.
 */
#ifndef TESTS_LIB_ROUTER_STARVE_H
#define TESTS_LIB_ROUTER_STARVE_H

#include <stdbool.h>
#include <stddef.h>

/* Returns whether this works here; sanitizers need memory themselves. */
bool starve_can(void);

/*
 * Take all memory of the arena and all that the system still gives, except for
 * left of the smallest blocks; and give it back.
 */
void starve(size_t left);
void starve_end(void);

#endif
