/* USR1: a summary in the log, bounded in length, without any texts. */
#ifndef SERVER_OPERATOR_SUMMARY_H
#define SERVER_OPERATOR_SUMMARY_H

void summary_log(void);

#endif
