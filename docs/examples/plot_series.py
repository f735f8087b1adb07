import h5py, numpy as np, matplotlib.pyplot as plt

with h5py.File("series.h5") as file:
    kettle = file["building2/kettle"]
    first = np.nanargmax(kettle["truth"])  # its strongest moment, half an hour on both sides
    part = slice(max(0, first - 300), first + 300)
    for name in ("mains", "truth", "estimate"):
        plt.plot(kettle["times"][part].astype("datetime64[ns]"), kettle[name][part], label=name)
plt.ylabel("W")
plt.legend()
plt.savefig("kettle.png")
