// What the explorer and the one-file export need of vis-network, as one global: `vis`. The builds
// for present browsers carry no polyfills and are a third smaller.
export { DataSet } from "vis-data/esnext";
export { Network } from "vis-network/esnext";
