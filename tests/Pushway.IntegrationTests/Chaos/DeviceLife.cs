namespace Pushway.IntegrationTests.Chaos;

/// <summary>What a device does while the load lasts: comes, goes, is taken over, and changes its user unless it is faithful.</summary>
internal sealed class DeviceLife(Fleet fleet, int number, int seed, TimeSpan birth)
{
    private const int Faithful = 3;
    private const int LongestAbsence = 700;
    private readonly Random _random = new(seed + number * 104_729);

    public async Task RunAsync(CancellationToken stop, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(birth, stop);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return;
        }
        var device = await fleet.AddAsync(number, cancellation);
        if (number < Faithful) await device.BindAsync(Fleet.Users[number / 2], cancellation);
        while (!stop.IsCancellationRequested)
        {
            await ActAsync(device, cancellation);
            await Task.Delay(_random.Next(5, 250), cancellation);
        }
    }

    private async Task ActAsync(ChaosDevice device, CancellationToken cancellation)
    {
        var dice = _random.Next(100);
        if (dice < 25 && number >= Faithful) await ChangeUserAsync(device, cancellation);
        else if (!device.IsConnected) await device.ConnectAsync(cancellation);
        else if (dice < 45) await LeaveForAWhileAsync(device, cancellation);
        else if (dice < 55) await device.ConnectAsync(cancellation);
    }

    private async Task ChangeUserAsync(ChaosDevice device, CancellationToken cancellation)
    {
        var user = Fleet.Users[_random.Next(Fleet.Users.Count)];
        switch (_random.Next(4))
        {
            case 0:
                await device.UnbindAsync(cancellation);
                break;
            case 1 when device.User is { } same:
                await device.UnbindAsync(cancellation);
                await device.BindAsync(same, cancellation);
                break;
            default:
                await device.BindAsync(user, cancellation);
                break;
        }
    }

    private async Task LeaveForAWhileAsync(ChaosDevice device, CancellationToken cancellation)
    {
        device.Disconnect();
        await Task.Delay(_random.Next(LongestAbsence), cancellation);
    }
}
