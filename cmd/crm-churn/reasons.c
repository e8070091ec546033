#include "churn.h"
bool run_reasons(struct run *r){return run_usage(r,"todo");}
