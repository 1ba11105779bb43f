/*
 * The router's part of a turn of the loop, after watch_wait: what came on the
 * pipes is served first, and the loop's other concerns follow. Then comes what
 * is due; output is flushed after all that produce it, and only then do clients
 * leave.
 */
#ifndef SERVER_ROUTER_TURN_H
#define SERVER_ROUTER_TURN_H

void turn_begin(void);
void turn_end(void);

#endif
